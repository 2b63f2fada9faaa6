import { MAX_FILES } from '../../services/stored-limits.ts'
import { createBudget, mended, problem, withoutCr, type Block } from './block.ts'
import type { Emit, PlannedFile } from './events.ts'
import { parseFence } from './fences.ts'

/** The body of a plan: lines `- path: purpose` are files, all others the summary. */
export function createPlanBlock(title: string, raw: string, emit: Emit): Block {
  const summary: string[] = []
  const files: PlannedFile[] = []
  let looseFiles = 0
  const budget = createBudget('plan', emit)

  function take(text: string): void {
    if (parseFence(text) !== undefined) return
    const file = parsePlannedFile(text) ?? parseLooseFile(text)
    if (file === undefined) return void summary.push(text)
    if (parsePlannedFile(text) === undefined) looseFiles += 1
    files.push(file)
  }

  return {
    name: 'plan',
    raw,
    end: undefined,
    line(line) {
      if (budget.spend(line)) take(withoutCr(line.text))
    },
    close() {
      if (budget.isSpent()) return
      if (files.length > MAX_FILES) {
        return emit(problem('block_too_large', `the plan names more than ${MAX_FILES} files`))
      }
      emit({ type: 'plan', title, summary: summary.join('\n').trim(), files })
      if (looseFiles > 0) emit(mended('plan_form', `${looseFiles} lines name a file without the dash`))
    },
    cut() {
      emit(problem('unclosed_block', 'the plan has no closing tag'))
    },
  }
}

/** File names without a dot or a slash that a plan may list; any other such word begins a sentence. */
const BARE_FILE_NAME =
  /^(?:[A-Z][a-z]*file|README|LICENSE|LICENCE|NOTICE|CHANGELOG|CONTRIBUTING|AUTHORS|CODEOWNERS|[Jj]ustfile|[Mm]akefile)$/

const NAME = String.raw`(?:\x60([^\x60]+)\x60|\*\*\x60?([^\s*\x60]+)\x60?\*\*|([^\s\x60]+?))`
const LISTED = new RegExp(String.raw`^\s{0,8}[-*] +${NAME}(?::|\s+[-–—](?=\s)|$)(.*)$`)
/** As above, with a number or nothing in place of the dash; then a purpose must follow, or it could be a sentence. */
const LOOSE = new RegExp(String.raw`^\s{0,8}(\d{1,4}[.)] +|[+•] *)?${NAME}(?::|\s+[-–—](?=\s)|$)(.*)$`)

/** Reads `- path: purpose`, with the path in quotes or bold and a dash for the colon as models also write it. */
function parsePlannedFile(line: string): PlannedFile | undefined {
  const match = LISTED.exec(line.trimEnd())
  return match === null ? undefined : plannedFile(match.slice(1))
}

function parseLooseFile(line: string): PlannedFile | undefined {
  const match = LOOSE.exec(line.trimEnd())
  if (match === null) return undefined
  const [number, ...parts] = match.slice(1)
  const file = plannedFile(parts)
  if (file === undefined || number !== undefined) return file
  // Without a mark in front, only what can hardly be a word of a sentence is a path.
  return /[^.]\.[A-Za-z0-9]{1,8}$/.test(file.path) && file.purpose !== '' ? file : undefined
}

function plannedFile([quoted, bold, plain, purpose = '']: (string | undefined)[]): PlannedFile | undefined {
  const bare = bold ?? plain ?? ''
  const isPath = quoted !== undefined || /[./]/.test(bare) || BARE_FILE_NAME.test(bare)
  if (!isPath || purpose.startsWith('//')) return undefined
  return { path: quoted ?? bare, purpose: purpose.trim() }
}

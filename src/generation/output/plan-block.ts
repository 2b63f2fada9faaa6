import { MAX_FILES } from '../../services/stored-limits.ts'
import { createBudget, problem, withoutCr, type Block } from './block.ts'
import type { Emit, PlannedFile } from './events.ts'

/** The body of a plan: lines `- path: purpose` are files, all others the summary. */
export function createPlanBlock(title: string, emit: Emit): Block {
  const summary: string[] = []
  const files: PlannedFile[] = []
  const budget = createBudget('plan', emit)

  return {
    name: 'plan',
    end: undefined,
    line(line) {
      if (!budget.spend(line)) return
      const file = parsePlannedFile(line.text)
      if (file === undefined) summary.push(withoutCr(line.text))
      else files.push(file)
    },
    close() {
      if (budget.isSpent()) return
      if (files.length <= MAX_FILES) emit({ type: 'plan', title, summary: summary.join('\n').trim(), files })
      else emit(problem('block_too_large', `the plan names more than ${MAX_FILES} files`))
    },
    cut() {
      emit(problem('unclosed_block', 'the plan has no closing tag'))
    },
  }
}

/** File names without a dot or a slash that a plan may list; any other such word begins a sentence. */
const BARE_FILE_NAME =
  /^(?:[A-Z][a-z]*file|README|LICENSE|LICENCE|NOTICE|CHANGELOG|CONTRIBUTING|AUTHORS|CODEOWNERS|[Jj]ustfile|[Mm]akefile)$/

/** Reads `- path: purpose`, with the path in quotes or bold and a dash for the colon as models also write it. */
function parsePlannedFile(line: string): PlannedFile | undefined {
  const match = /^\s{0,8}[-*] +(?:`([^`]+)`|\*\*([^\s*]+)\*\*|([^\s`]+?))(?::|\s+[-–—](?=\s)|$)(.*)$/.exec(
    line.trimEnd(),
  )
  if (match === null) return undefined
  const bare = match[2] ?? match[3] ?? ''
  const isPath = match[1] !== undefined || /[./]/.test(bare) || BARE_FILE_NAME.test(bare)
  const purpose = match[4] ?? ''
  if (!isPath || purpose.startsWith('//')) return undefined
  return { path: match[1] ?? bare, purpose: purpose.trim() }
}

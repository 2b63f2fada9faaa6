import { createPathIndex } from '../projects/paths.ts'
import type { FactData } from '../runs/events.ts'
import { readPath } from './output/mend-path.ts'
import type { OutputEvent } from './output/events.ts'
import type { Plan } from './prompts.ts'

const MAX_TITLE_CHARS = 120
const MAX_SUMMARY_CHARS = 2000
const MAX_PURPOSE_CHARS = 500
const MAX_TOLD = 50

/** Files that no model can write as text. */
const BINARY =
  /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|mp[34]|wav|ogg|webm|mov|woff2?|ttf|otf|eot|pdf|zip|gz|tar|wasm|exe|dll|so|sqlite3?|db)$/i

type Mend = FactData['answer.mended']

/** The plan with the entries that can be used, each path once, and what was mended or left out. */
export function mendPlan(planned: Extract<OutputEvent, { type: 'plan' }>): { plan: Plan; mends: Mend[] } {
  const index = createPathIndex([])
  const seen = new Set<string>()
  const files: Plan['files'] = []
  const mends: Mend[] = []
  const tell = (raw: string, what: string) => {
    const message = `${JSON.stringify(raw.slice(0, 200))} ${what}.`
    if (mends.length < MAX_TOLD) mends.push({ code: 'plan_entry', message })
  }
  for (const { path: raw, purpose } of planned.files) {
    if (/[/\\][`*"']*$/.test(raw)) {
      tell(raw, 'is a folder, and left out: folders come with their files')
      continue
    }
    const read = readPath(raw)
    const conflict = read.ok ? (seen.has(read.path) ? read.path : index.conflict(read.path)) : undefined
    if (!read.ok) tell(raw, `is left out: it ${read.reason}`)
    else if (conflict !== undefined) tell(raw, `is left out: ${conflict} is planned already`)
    else if (BINARY.test(read.path)) tell(raw, 'is left out: an answer in text cannot hold such a file')
    else {
      if (read.isMended === true) tell(raw, `is taken for ${read.path}`)
      seen.add(read.path)
      index.add(read.path)
      files.push({ path: read.path, purpose: purpose.slice(0, MAX_PURPOSE_CHARS) })
    }
  }
  const plan = {
    title: planned.title.slice(0, MAX_TITLE_CHARS),
    summary: planned.summary.slice(0, MAX_SUMMARY_CHARS),
    files,
  }
  return { plan, mends }
}

import { hasBinaryName } from '../checks/texts/check-text-file.ts'
import { createPathIndex, type PathIndex } from '../projects/paths.ts'
import type { FactData } from '../runs/events.ts'
import { readPath } from './output/mend-path.ts'
import type { OutputEvent } from './output/events.ts'
import type { Plan } from './prompts.ts'

const MAX_TITLE_CHARS = 120
const MAX_SUMMARY_CHARS = 2000
const MAX_PURPOSE_CHARS = 500
const MAX_TOLD = 50

type Mend = FactData['answer.mended']

/** What a plan says of a file that is to go. */
const DELETE = /^delete\W*$/i

export type MendedPlan = { plan: Plan; drops: string[]; binaries: string[]; mends: Mend[] }

/**
 * The plan with the entries that can be used, each path once, the files that are to go, those that no text can hold, and
 * what was mended or left out. `existing` are the paths of the project: a planned path that differs from one by its case
 * alone is taken for it.
 */
export function mendPlan(
  planned: Extract<OutputEvent, { type: 'plan' }>,
  existing: ReadonlyMap<string, unknown> = new Map(),
): MendedPlan {
  const index = createPathIndex([])
  const there = createPathIndex(existing.keys())
  const drops: string[] = []
  const binaries: string[] = []
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
    const read = withSpellingOf(there, readPath(raw))
    const conflict = read.ok ? (seen.has(read.path) ? read.path : index.conflict(read.path)) : undefined
    const isInTheWay = read.ok ? there.conflict(read.path) : undefined
    if (!read.ok) tell(raw, `is left out: it ${read.reason}`)
    else if (conflict !== undefined) tell(raw, `is left out: ${conflict} is planned already`)
    else if (isInTheWay !== undefined) tell(raw, `is left out: it conflicts with ${isInTheWay}, which is there`)
    else if (DELETE.test(purpose)) {
      seen.add(read.path)
      if (existing.has(read.path)) drops.push(read.path)
    } else if (hasBinaryName(read.path)) {
      seen.add(read.path)
      tell(raw, 'is left out: an answer in text cannot hold such a file, draw it as an .svg, in CSS or on a canvas')
      if (!existing.has(read.path)) binaries.push(read.path)
    } else {
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
  return { plan, drops, binaries, mends }
}

/** The path as the project has it, when it is there in another case. */
function withSpellingOf(there: PathIndex, read: ReturnType<typeof readPath>): ReturnType<typeof readPath> {
  const twin = read.ok ? there.conflict(read.path) : undefined
  const isTwin = read.ok && twin?.toLowerCase() === read.path.toLowerCase()
  return isTwin && twin !== undefined ? { ok: true, path: twin, isMended: true } : read
}

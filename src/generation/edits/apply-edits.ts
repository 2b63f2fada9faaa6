import { attemptPart, createWork, type Work } from '../../work.ts'
import type { SearchReplace } from '../output/events.ts'
import { findOccurrences } from './find-occurrences.ts'
import { replaceLines, type Attempt } from './lines.ts'
import { findNearest, type Region } from './nearest.ts'

export interface EditFailure {
  /** Position of the edit in the list given. */
  index: number
  reason: 'not_found' | 'ambiguous' | 'empty_search' | 'too_many_edits'
  /** Where the content, as it was given, comes closest to a search text that was not found. */
  nearest?: Region
}

export type EditResult = { ok: true; content: string } | { ok: false; failures: EditFailure[] }

/** Work on a large file grows with the pairs times its size; a change of more pairs is a file to write as a whole. */
const MAX_EDITS = 100

/** After so many that were not found, the answer is not about this file. */
const MAX_FAILURES = 10

/** The nearest region is looked for in this many failures: it costs far more than matching. */
const MAX_NEAREST = 8

/** About half a second of one core, for which most edits of a file of 20 kB need a thousandth. */
const MAX_UNITS = 500_000

/** Characters that are compared, or copied into what is compared, in a unit of work. */
const CHARS_PER_UNIT = 50

/**
 * Applies edits in order, each to the result of those before it; all of them or none.
 *
 * A search text must be found exactly once. A text that ends with a newline stands for whole lines. Where there is no
 * exact match, lines are compared without trailing blanks, line-end style and a common shift of the indentation, and the
 * replacement is shifted alike; last, a single run of text within lines is accepted.
 */
export async function applyEdits(
  content: string,
  edits: readonly SearchReplace[],
  work: Work = createWork({ limit: MAX_UNITS }),
): Promise<EditResult> {
  if (edits.length > MAX_EDITS) return { ok: false, failures: [{ index: MAX_EDITS, reason: 'too_many_edits' }] }
  const failures: EditFailure[] = []
  const lacksNewline = content !== '' && !content.endsWith('\n')
  let current = lacksNewline ? `${content}\n` : content
  for (const [index, edit] of edits.entries()) {
    if (failures.length >= MAX_FAILURES) break
    if (edit.search.trim() === '') {
      failures.push({ index, reason: 'empty_search' })
      continue
    }
    const attempt = await attemptPart(work, (part) => applyEdit(current, edit, part))
    if (attempt === undefined) return { ok: false, failures: [...failures, { index, reason: 'too_many_edits' }] }
    if (attempt === 'several') failures.push({ index, reason: 'ambiguous' })
    else if (attempt !== 'none') current = attempt.text
    else {
      const nearest =
        failures.length < MAX_NEAREST
          ? await attemptPart(work, (part) => findNearest(content, edit.search, part))
          : undefined
      failures.push(nearest === undefined ? { index, reason: 'not_found' } : { index, reason: 'not_found', nearest })
    }
  }
  if (failures.length > 0) return { ok: false, failures }
  return { ok: true, content: lacksNewline && current.endsWith('\n') ? current.slice(0, -1) : current }
}

async function applyEdit(content: string, edit: SearchReplace, work: Work): Promise<Attempt> {
  const hasWholeLines = edit.search.endsWith('\n')
  const isLineStart = (at: number) => at === 0 || content[at - 1] === '\n'
  const exact = await replaceText(content, edit, hasWholeLines ? isLineStart : () => true, work)
  if (exact !== 'none') return exact
  const normalized = await replaceLines(content, edit, work)
  if (normalized !== 'none' || !hasWholeLines) return normalized
  const bare = { search: withoutNewline(edit.search), replace: withoutNewline(edit.replace) }
  return replaceText(content, bare, () => true, work)
}

async function replaceText(
  content: string,
  { search, replace }: SearchReplace,
  isWanted: (at: number) => boolean,
  work: Work,
): Promise<Attempt> {
  if (work.spend((content.length + search.length) / CHARS_PER_UNIT)) await work.pause()
  const [at, second] = findOccurrences(characters(content), characters(search), 2, isWanted)
  if (at === undefined) return 'none'
  return second === undefined ? { text: splice(content, at, search, replace) } : 'several'
}

function splice(content: string, at: number, search: string, replace: string): string {
  return content.slice(0, at) + replace + content.slice(at + search.length)
}

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

function characters(text: string): Uint16Array {
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at)
  return units
}

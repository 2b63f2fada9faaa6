import { attemptPart, createWork, type Work } from '../../work.ts'
import type { SearchReplace } from '../output/events.ts'
import { applyEdit } from './apply-edit.ts'
import type { Level } from './attempt.ts'
import { findNearest, regionsAround, type Region } from './nearest.ts'

export interface EditFailure {
  /** Position of the edit in the list given. */
  index: number
  reason: 'not_found' | 'ambiguous' | 'empty_search' | 'too_many_edits'
  /** Where the content, as it was given, comes closest to a search text that was not found. */
  nearest?: Region
  /** The first two places of a search text that is there more than once, in the content as edits before have left it. */
  places?: Region[]
}

export type EditResult =
  | {
      ok: true
      content: string
      /** The edits that were found though not every character is the same. */
      loose: { index: number; level: Level }[]
    }
  | { ok: false; failures: EditFailure[] }

/** Work on a large file grows with the pairs times its size; a change of more pairs is a file to write as a whole. */
const MAX_EDITS = 100

/** After so many that were not found, the answer is not about this file. */
const MAX_FAILURES = 10

/** The nearest region is looked for in this many failures: it costs far more than matching. */
const MAX_NEAREST = 8

/** About half a second of one core, for which most edits of a file of 20 kB need a thousandth. */
const MAX_UNITS = 500_000

/**
 * Applies edits in order, each to the result of those before it; all of them or none.
 *
 * A search text must be found exactly once. A text that ends with a newline stands for whole lines. Where there is no
 * exact match, lines are compared without trailing blanks and line-end style, then without a common shift of the
 * indentation, by which the replacement is shifted, too; then a single run of text within lines is accepted; then blank
 * lines are passed over; and last, what every line carries in front of it is taken off: line numbers, marks of a diff.
 */
export async function applyEdits(
  content: string,
  edits: readonly SearchReplace[],
  work: Work = createWork({ limit: MAX_UNITS }),
): Promise<EditResult> {
  if (edits.length > MAX_EDITS) return { ok: false, failures: [{ index: MAX_EDITS, reason: 'too_many_edits' }] }
  const failures: EditFailure[] = []
  const loose: { index: number; level: Level }[] = []
  const lacksNewline = content !== '' && !content.endsWith('\n')
  let current = lacksNewline ? `${content}\n` : content
  for (const [index, edit] of edits.entries()) {
    if (failures.length >= MAX_FAILURES) break
    if (isEmptySearch(edit)) {
      failures.push({ index, reason: 'empty_search' })
      continue
    }
    const attempt = await attemptPart(work, (part) => applyEdit(current, edit, part))
    if (attempt === undefined) return { ok: false, failures: [...failures, { index, reason: 'too_many_edits' }] }
    if (attempt === 'none') {
      const nearest =
        failures.length < MAX_NEAREST
          ? await attemptPart(work, (part) => findNearest(content, edit.search, part))
          : undefined
      failures.push(nearest === undefined ? { index, reason: 'not_found' } : { index, reason: 'not_found', nearest })
    } else if ('places' in attempt) {
      const places = await attemptPart(work, (part) => regionsAround(current, attempt.places, part))
      failures.push(places === undefined ? { index, reason: 'ambiguous' } : { index, reason: 'ambiguous', places })
    } else {
      current = attempt.text
      if (attempt.level !== undefined) loose.push({ index, level: attempt.level })
    }
  }
  if (failures.length > 0) return { ok: false, failures }
  return { ok: true, content: lacksNewline && current.endsWith('\n') ? current.slice(0, -1) : current, loose }
}

function isEmptySearch({ search, splits = [] }: SearchReplace): boolean {
  return search.trim() === '' && splits.every((split) => split.search.trim() === '')
}

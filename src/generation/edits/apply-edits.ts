import { replaceLines, type Attempt } from './lines.ts'
import { findNearest, type Region } from './nearest.ts'
import { findOccurrences } from './find-occurrences.ts'
import type { SearchReplace } from '../output/events.ts'

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

/**
 * Applies edits in order, each to the result of those before it; all of them or none.
 *
 * A search text must be found exactly once. A text that ends with a newline stands for whole lines. Where there is no
 * exact match, lines are compared without trailing blanks, line-end style and a common shift of the indentation, and the
 * replacement is shifted alike; last, a single run of text within lines is accepted.
 */
export function applyEdits(content: string, edits: readonly SearchReplace[]): EditResult {
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
    const attempt = applyEdit(current, edit)
    if (attempt === 'several') failures.push({ index, reason: 'ambiguous' })
    else if (attempt !== 'none') current = attempt.text
    else {
      const nearest = failures.length < MAX_NEAREST ? findNearest(content, edit.search) : undefined
      failures.push(nearest === undefined ? { index, reason: 'not_found' } : { index, reason: 'not_found', nearest })
    }
  }
  if (failures.length > 0) return { ok: false, failures }
  return { ok: true, content: lacksNewline && current.endsWith('\n') ? current.slice(0, -1) : current }
}

function applyEdit(content: string, edit: SearchReplace): Attempt {
  const hasWholeLines = edit.search.endsWith('\n')
  const exact = hasWholeLines ? replaceWholeLines(content, edit) : replaceText(content, edit)
  if (exact !== 'none') return exact
  const normalized = replaceLines(content, edit)
  if (normalized !== 'none' || !hasWholeLines) return normalized
  return replaceText(content, { search: withoutNewline(edit.search), replace: withoutNewline(edit.replace) })
}

function replaceText(content: string, { search, replace }: SearchReplace): Attempt {
  const [at, second] = findOccurrences(characters(content), characters(search), 2)
  if (at === undefined) return 'none'
  return second === undefined ? { text: splice(content, at, search, replace) } : 'several'
}

function replaceWholeLines(content: string, { search, replace }: SearchReplace): Attempt {
  const isLineStart = (at: number) => at === 0 || content[at - 1] === '\n'
  const [at, second] = findOccurrences(characters(content), characters(search), Infinity).filter(isLineStart)
  if (at === undefined) return 'none'
  return second === undefined ? { text: splice(content, at, search, replace) } : 'several'
}

function splice(content: string, at: number, search: string, replace: string): string {
  return content.slice(0, at) + replace + content.slice(at + search.length)
}

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

/** A string is a list of its UTF-16 units in all but its type. */
function characters(text: string): ArrayLike<string> {
  return text
}

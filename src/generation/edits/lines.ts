import { findOccurrences } from './find-occurrences.ts'
import type { SearchReplace } from '../output/events.ts'

/** What a way of matching says: the text after the edit, or how often the search text was found. */
export type Attempt = { text: string } | 'none' | 'several'

/** Far more matches than can turn out to be one. */
const MAX_CANDIDATES = 1000

/** A shift of indentation: blanks that the content has more, or fewer, at the start of every line. */
interface Shift {
  isDeeper: boolean
  blanks: string
}

/**
 * Replaces the one run of lines that equals the search text but for trailing blanks, line-end style and a shift of the
 * indentation that is the same on every line. The replacement takes over the shift and the line-end style.
 */
export function replaceLines(content: string, { search, replace }: SearchReplace): Attempt {
  const lines = content.split('\n')
  const wanted = linesOf(search)
  const candidates = findOccurrences(lines.map(trimmed), wanted.map(trimmed), MAX_CANDIDATES)
  if (candidates.length === MAX_CANDIDATES) return 'several'

  let match: { at: number; shift: Shift } | undefined
  for (const at of candidates) {
    const shift = commonShift(lines, wanted, at)
    if (shift === undefined) continue
    if (match !== undefined) return 'several'
    match = { at, shift }
  }
  if (match === undefined) return 'none'

  const { at, shift } = match
  const ending = lines[at]?.endsWith('\r') ? '\r' : ''
  const fresh = linesOf(replace).map((line) => shiftLine(line, shift) + ending)
  return { text: [...lines.slice(0, at), ...fresh, ...lines.slice(at + wanted.length)].join('\n') }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
}

function trimmed(line: string): string {
  return line.trim()
}

function commonShift(lines: string[], wanted: string[], at: number): Shift | undefined {
  let common: Shift | undefined
  for (const [offset, want] of wanted.entries()) {
    if (want.trim() === '') continue
    const shift = shiftBetween(indentOf(lines[at + offset] ?? ''), indentOf(want))
    if (shift === undefined) return undefined
    if (common === undefined) common = shift
    else if (common.blanks !== shift.blanks || common.isDeeper !== shift.isDeeper) return undefined
  }
  return common
}

function shiftBetween(actual: string, wanted: string): Shift | undefined {
  if (actual.endsWith(wanted)) return { isDeeper: true, blanks: actual.slice(0, actual.length - wanted.length) }
  if (wanted.endsWith(actual)) return { isDeeper: false, blanks: wanted.slice(0, wanted.length - actual.length) }
  return undefined
}

function shiftLine(line: string, { isDeeper, blanks }: Shift): string {
  if (line.trim() === '') return line
  if (isDeeper) return blanks + line
  return line.startsWith(blanks)
    ? line.slice(blanks.length)
    : line.slice(Math.min(blanks.length, indentOf(line).length))
}

function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length)
}

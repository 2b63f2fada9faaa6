import type { Work } from '../../work.ts'
import type { SearchReplace } from '../output/events.ts'
import { findOccurrences } from './find-occurrences.ts'

/** What a way of matching says: the text after the edit, or how often the search text was found. */
export type Attempt = { text: string } | 'none' | 'several'

/** Far more matches than can turn out to be one. */
const MAX_CANDIDATES = 1000

const UNITS_PER_LINE = 0.3
const CHARS_PER_UNIT = 100

/** A shift of indentation: blanks that the content has more, or fewer, at the start of every line. */
interface Shift {
  isDeeper: boolean
  blanks: string
}

/**
 * Replaces the one run of lines that equals the search text but for trailing blanks, line-end style and a shift of the
 * indentation that is the same on every line. The replacement takes over the shift and the line-end style.
 */
export async function replaceLines(content: string, { search, replace }: SearchReplace, work: Work): Promise<Attempt> {
  if (work.spend(content.length / CHARS_PER_UNIT)) await work.pause()
  const lines = content.split('\n')
  if (work.spend(search.length / CHARS_PER_UNIT)) await work.pause()
  const wanted = linesOf(search)
  const numbers = new Map<string, number>()
  const numbered = await numberLines(lines, numbers, work)
  const candidates = findOccurrences(numbered, await numberLines(wanted, numbers, work), MAX_CANDIDATES)
  if (candidates.length === MAX_CANDIDATES) return 'several'

  let match: { at: number; shift: Shift } | undefined
  for (const at of candidates) {
    const shift = await commonShift(lines, wanted, at, work)
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

/** A number for each line, the same for lines that are equal but for the blanks around them. */
async function numberLines(lines: string[], numbers: Map<string, number>, work: Work): Promise<Int32Array> {
  const found = new Int32Array(lines.length)
  for (const [at, line] of lines.entries()) {
    const text = line.trim()
    const number = numbers.get(text) ?? numbers.size
    numbers.set(text, number)
    found[at] = number
    if (work.spend(UNITS_PER_LINE + line.length / CHARS_PER_UNIT)) await work.pause()
  }
  return found
}

async function commonShift(lines: string[], wanted: string[], at: number, work: Work): Promise<Shift | undefined> {
  let common: Shift | undefined
  for (const [offset, want] of wanted.entries()) {
    if (work.spend(UNITS_PER_LINE)) await work.pause()
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

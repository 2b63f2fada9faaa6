import type { Work } from '../../work.ts'

/** A shift of indentation: blanks that the content has more, or fewer, at the start of every line. */
export interface Shift {
  isDeeper: boolean
  blanks: string
}

const UNITS_PER_LINE = 0.3

/** The shift between the wanted lines and those of the content from `at` on, if it is the same on all that are not blank. */
export async function commonShift(
  lines: string[],
  wanted: string[],
  at: number,
  work: Work,
): Promise<Shift | undefined> {
  let common: Shift | undefined
  for (const [offset, want] of wanted.entries()) {
    if (work.spend(UNITS_PER_LINE)) await work.pause()
    if (want.trim() === '') continue
    const shift = shiftBetween(indentOf(lines[at + offset] ?? ''), indentOf(want))
    if (shift === undefined) return undefined
    if (common === undefined) common = shift
    else if (common.blanks !== shift.blanks || (common.isDeeper !== shift.isDeeper && shift.blanks !== '')) {
      return undefined
    }
  }
  return common
}

export function shiftLine(line: string, { isDeeper, blanks }: Shift): string {
  if (line.trim() === '') return line
  if (isDeeper) return blanks + line
  return line.startsWith(blanks)
    ? line.slice(blanks.length)
    : line.slice(Math.min(blanks.length, indentOf(line).length))
}

function shiftBetween(actual: string, wanted: string): Shift | undefined {
  if (actual.endsWith(wanted)) return { isDeeper: true, blanks: actual.slice(0, actual.length - wanted.length) }
  if (wanted.endsWith(actual)) return { isDeeper: false, blanks: wanted.slice(0, wanted.length - actual.length) }
  return undefined
}

function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length)
}

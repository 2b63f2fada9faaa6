import type { Work } from '../../work.ts'
import type { SearchReplace } from '../output/events.ts'
import type { Attempt, Level } from './attempt.ts'
import { findOccurrences } from './find-occurrences.ts'
import { commonShift, shiftLine, type Shift } from './indentation.ts'
import { joinLines, replaceRange, splitLines } from './text-lines.ts'

/** Far more matches than can turn out to be one. */
const MAX_CANDIDATES = 1000

const BLANK_LINE = /(?:^|\n)[^\S\n]*\n/

const UNITS_PER_LINE = 0.3
const CHARS_PER_UNIT = 100

type Match = { at: number; shift: Shift }

/**
 * Replaces the one run of lines that equals the search text but for trailing blanks and line-end style, or else but for a
 * shift of the indentation that is the same on every line, too. With `skipsBlank`, blank lines count on neither side. The
 * replacement takes over the shift and the line-end style.
 */
export async function replaceLines(
  content: string,
  { search, replace }: SearchReplace,
  work: Work,
  skipsBlank = false,
): Promise<Attempt> {
  if (skipsBlank && !(await hasBlankLine(search, work)) && !(await hasBlankLine(content, work))) return 'none'
  const lines = await splitLines(content, work)
  const searched = await linesOf(search, work)
  const wanted = skipsBlank ? (await withoutBlanks(searched, work)).lines : searched
  if (skipsBlank && wanted.length < 2) return 'none'
  const counted = skipsBlank ? await withoutBlanks(lines, work) : { lines, positions: undefined }
  const found = await findMatch(counted.lines, wanted, work)
  if (found === 'none') return found
  const positionOf = (at: number) => counted.positions?.[at] ?? at
  if ('places' in found) return { places: [positionOf(found.places[0]), positionOf(found.places[1])] }

  const { at, shift } = found
  const start = positionOf(at)
  const ending = lines[start]?.endsWith('\r') ? '\r' : ''
  const replacing = await linesOf(replace, work)
  const kept = skipsBlank ? withoutOuterBlanks(searched, replacing) : replacing
  const fresh: string[] = []
  for (const line of kept) {
    fresh.push(shiftLine(line, shift) + ending)
    if (work.spend(UNITS_PER_LINE)) await work.pause()
  }
  const text = replaceRange(
    content,
    lines,
    { start, end: positionOf(at + wanted.length - 1) },
    fresh.length === 0 ? undefined : await joinLines(fresh, work),
  )
  return { text, level: levelOf(shift, skipsBlank) }
}

function levelOf(shift: Shift, skipsBlank: boolean): Level {
  if (skipsBlank) return 'blank lines'
  return shift.blanks === '' ? 'trailing blanks and line ends' : 'indentation'
}

async function hasBlankLine(text: string, work: Work): Promise<boolean> {
  if (work.spend(text.length / CHARS_PER_UNIT)) await work.pause()
  return BLANK_LINE.test(text)
}

/** The lines that are not blank, and where they stood. */
async function withoutBlanks(lines: readonly string[], work: Work): Promise<{ lines: string[]; positions: number[] }> {
  const found: { lines: string[]; positions: number[] } = { lines: [], positions: [] }
  for (const [at, line] of lines.entries()) {
    if (line.trim() !== '') {
      found.lines.push(line)
      found.positions.push(at)
    }
    if (work.spend(line.length / CHARS_PER_UNIT)) await work.pause()
  }
  return found
}

async function findMatch(
  lines: string[],
  wanted: string[],
  work: Work,
): Promise<Match | { places: [number, number] } | 'none'> {
  const numbers = new Map<string, number>()
  const numbered = await numberLines(lines, numbers, work)
  const candidates = await findOccurrences(
    numbered,
    await numberLines(wanted, numbers, work),
    { limit: MAX_CANDIDATES },
    work,
  )
  if (candidates.length === MAX_CANDIDATES) return { places: [candidates[0] ?? 0, candidates[1] ?? 0] }
  const matches: Match[] = []
  for (const at of candidates) {
    const shift = await commonShift(lines, wanted, at, work)
    if (shift !== undefined) matches.push({ at, shift })
  }
  const unshifted = matches.filter(({ shift }) => shift.blanks === '')
  const [first, second] = unshifted.length > 0 ? unshifted : matches
  if (first === undefined) return 'none'
  return second === undefined ? first : { places: [first.at, second.at] }
}

/** The lines of the replacement without the blank ones at its ends that the search text has, too. */
function withoutOuterBlanks(search: readonly string[], replace: readonly string[]): readonly string[] {
  const areBlank = (one: string | undefined, other: string | undefined) => one?.trim() === '' && other?.trim() === ''
  let start = 0
  while (areBlank(search[start], replace[start])) start++
  let left = 0
  const most = Math.min(search.length, replace.length) - start
  while (left < most && areBlank(search.at(-1 - left), replace.at(-1 - left))) left++
  return replace.slice(start, replace.length - left)
}

async function linesOf(text: string, work: Work): Promise<string[]> {
  const lines = await splitLines(text, work)
  if (lines.at(-1) === '') lines.pop()
  for (const [at, line] of lines.entries()) if (line.endsWith('\r')) lines[at] = line.slice(0, -1)
  return lines
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

import type { Work } from '../../work.ts'
import type { SearchReplace } from '../output/events.ts'
import type { Attempt, Level } from './attempt.ts'
import { findOccurrences } from './find-occurrences.ts'
import { commonShift, shiftLine, type Shift } from './indentation.ts'

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
  if (work.spend(content.length / CHARS_PER_UNIT)) await work.pause()
  if (skipsBlank && !BLANK_LINE.test(search) && !BLANK_LINE.test(content)) return 'none'
  const lines = content.split('\n')
  if (work.spend(search.length / CHARS_PER_UNIT)) await work.pause()
  const isWanted = (line: string) => !skipsBlank || line.trim() !== ''
  const wanted = linesOf(search).filter(isWanted)
  if (skipsBlank && wanted.length < 2) return 'none'
  const positions = [...lines.keys()].filter((at) => isWanted(lines[at] ?? ''))
  const counted = positions.map((at) => lines[at] ?? '')
  const found = await findMatch(counted, wanted, work)
  if (found === 'none') return found
  if ('places' in found) return { places: [positions[found.places[0]] ?? 0, positions[found.places[1]] ?? 0] }

  const { at, shift } = found
  const start = positions[at] ?? 0
  const end = positions[at + wanted.length - 1] ?? start
  const ending = lines[start]?.endsWith('\r') ? '\r' : ''
  const fresh = (skipsBlank ? withoutOuterBlanks(search, replace) : linesOf(replace)).map(
    (line) => shiftLine(line, shift) + ending,
  )
  const text = [...lines.slice(0, start), ...fresh, ...lines.slice(end + 1)].join('\n')
  const level: Level = skipsBlank
    ? 'blank lines'
    : shift.blanks === ''
      ? 'trailing blanks and line ends'
      : 'indentation'
  return { text, level }
}

async function findMatch(
  lines: string[],
  wanted: string[],
  work: Work,
): Promise<Match | { places: [number, number] } | 'none'> {
  const numbers = new Map<string, number>()
  const numbered = await numberLines(lines, numbers, work)
  const candidates = findOccurrences(numbered, await numberLines(wanted, numbers, work), MAX_CANDIDATES)
  if (candidates.length === MAX_CANDIDATES) return { places: [candidates[0] ?? 0, candidates[1] ?? 0] }
  const matches: Match[] = []
  for (const at of candidates) {
    if (work.spend(UNITS_PER_LINE * wanted.length)) await work.pause()
    const shift = commonShift(lines, wanted, at)
    if (shift !== undefined) matches.push({ at, shift })
  }
  const unshifted = matches.filter(({ shift }) => shift.blanks === '')
  const [first, second] = unshifted.length > 0 ? unshifted : matches
  if (first === undefined) return 'none'
  return second === undefined ? first : { places: [first.at, second.at] }
}

/** The lines of the replacement without the blank ones at its ends that the search text has, too. */
function withoutOuterBlanks(search: string, replace: string): string[] {
  const [from, lines] = [linesOf(search), linesOf(replace)]
  while (from[0]?.trim() === '' && lines[0]?.trim() === '') {
    from.shift()
    lines.shift()
  }
  while (from.at(-1)?.trim() === '' && lines.at(-1)?.trim() === '') {
    from.pop()
    lines.pop()
  }
  return lines
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

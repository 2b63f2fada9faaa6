import type { Work } from '../../work.ts'

const ELEMENTS_PER_UNIT = 100
const ELEMENTS_PER_STRETCH = 10_000

/**
 * Starts of `pattern` in `text`, overlapping ones included, that are wanted, at most `limit` of them. Knuth–Morris–Pratt:
 * the time is linear in both lengths whatever they hold, which `indexOf` does not promise. An empty pattern occurs nowhere.
 */
export async function findOccurrences(
  text: ArrayLike<number>,
  pattern: ArrayLike<number>,
  { limit, isWanted = () => true }: { limit: number; isWanted?: (at: number) => boolean },
  work: Work,
): Promise<number[]> {
  const found: number[] = []
  if (pattern.length === 0 || pattern.length > text.length) return found
  const borders = await bordersOf(pattern, work)
  let matched = 0
  for (const [from, end] of stretchesOf(text.length)) {
    for (let at = from; at < end && found.length < limit; at++) {
      while (matched > 0 && text[at] !== pattern[matched]) matched = borders[matched - 1] ?? 0
      if (text[at] === pattern[matched]) matched++
      if (matched < pattern.length) continue
      const start = at - pattern.length + 1
      if (isWanted(start)) found.push(start)
      matched = borders[matched - 1] ?? 0
    }
    if (found.length >= limit) return found
    if (work.spend((end - from) / ELEMENTS_PER_UNIT)) await work.pause()
  }
  return found
}

/** The UTF-16 code units of a text. */
export async function characters(text: string, work: Work): Promise<Uint16Array> {
  const units = new Uint16Array(text.length)
  for (const [from, end] of stretchesOf(text.length)) {
    for (let at = from; at < end; at++) units[at] = text.charCodeAt(at)
    if (work.spend((end - from) / ELEMENTS_PER_UNIT)) await work.pause()
  }
  return units
}

/** For each beginning of the pattern, the length of its longest proper beginning that is also its end. */
async function bordersOf(pattern: ArrayLike<number>, work: Work): Promise<Uint32Array> {
  const borders = new Uint32Array(pattern.length)
  let length = 0
  for (const [from, end] of stretchesOf(pattern.length)) {
    for (let at = Math.max(1, from); at < end; at++) {
      while (length > 0 && pattern[at] !== pattern[length]) length = borders[length - 1] ?? 0
      if (pattern[at] === pattern[length]) length++
      borders[at] = length
    }
    if (work.spend((end - from) / ELEMENTS_PER_UNIT)) await work.pause()
  }
  return borders
}

/** Parts of a list that are short enough for one go. */
function* stretchesOf(length: number): Generator<[from: number, end: number]> {
  for (let from = 0; from < length; from += ELEMENTS_PER_STRETCH) {
    yield [from, Math.min(length, from + ELEMENTS_PER_STRETCH)]
  }
}

/**
 * Starts of `pattern` in `text`, overlapping ones included, that are wanted, at most `limit` of them. Knuth–Morris–Pratt:
 * the time is linear in both lengths whatever they hold, which `indexOf` does not promise. An empty pattern occurs nowhere.
 */
export function findOccurrences(
  text: ArrayLike<number>,
  pattern: ArrayLike<number>,
  limit: number,
  isWanted: (at: number) => boolean = () => true,
): number[] {
  const found: number[] = []
  if (pattern.length === 0 || pattern.length > text.length) return found
  const borders = bordersOf(pattern)
  let matched = 0
  for (let at = 0; at < text.length && found.length < limit; at++) {
    while (matched > 0 && text[at] !== pattern[matched]) matched = borders[matched - 1] ?? 0
    if (text[at] === pattern[matched]) matched++
    if (matched < pattern.length) continue
    const start = at - pattern.length + 1
    if (isWanted(start)) found.push(start)
    matched = borders[matched - 1] ?? 0
  }
  return found
}

/** For each beginning of the pattern, the length of its longest proper beginning that is also its end. */
function bordersOf(pattern: ArrayLike<number>): Uint32Array {
  const borders = new Uint32Array(pattern.length)
  let length = 0
  for (let at = 1; at < pattern.length; at++) {
    while (length > 0 && pattern[at] !== pattern[length]) length = borders[length - 1] ?? 0
    if (pattern[at] === pattern[length]) length++
    borders[at] = length
  }
  return borders
}

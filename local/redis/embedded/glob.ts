/** The patterns of KEYS and SCAN: `*`, `?`, `[a-z]`, `[^a]`, and a backslash before what is meant literally. */
export function globToRegExp(pattern: string): RegExp {
  let source = ''
  let index = 0
  while (index < pattern.length) {
    const character = pattern.charAt(index)
    index += 1
    if (character === '*') {
      if (!source.endsWith('.*')) source += '.*'
    } else if (character === '?') {
      source += '.'
    } else if (character === '[') {
      const set = readSet(pattern, index)
      source += set.source
      index = set.next
    } else if (character === '\\' && index < pattern.length) {
      source += literal(pattern.charAt(index))
      index += 1
    } else {
      source += literal(character)
    }
  }
  return new RegExp(`^${source}$`, 's')
}

/** The set after its opening bracket. One that is never closed ends with the pattern. */
function readSet(pattern: string, start: number): { source: string; next: number } {
  let index = start
  const negated = pattern.charAt(index) === '^'
  if (negated) index += 1
  let items = ''
  while (index < pattern.length && pattern.charAt(index) !== ']') {
    if (pattern.charAt(index) === '\\' && index + 1 < pattern.length) {
      items += literal(pattern.charAt(index + 1))
      index += 2
    } else if (pattern.charAt(index + 1) === '-' && index + 2 < pattern.length) {
      const ends = [pattern.charAt(index), pattern.charAt(index + 2)].toSorted()
      items += ends.map(literal).join('-')
      index += 3
    } else {
      items += literal(pattern.charAt(index))
      index += 1
    }
  }
  const empty = negated ? '.' : '(?!)'
  return { source: items ? `[${negated ? '^' : ''}${items}]` : empty, next: index + 1 }
}

function literal(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
}

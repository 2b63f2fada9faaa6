/** A beginning that is repeated at least so far is one, and no chance. */
const MIN_REPEATED_CHARS = 10
const MAX_REPEATED_LINES = 40

/** The lines of a text that are whole. */
export function wholeLines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1)
}

/**
 * A text with what comes next, which may repeat the last lines of the text, as models do; or may be the whole text once
 * more, which then takes its place.
 */
export function joinParts(beginning: string, next: string): string {
  const before = beginning.split('\n').slice(0, -1)
  const after = next.split('\n')
  const start = before.slice(0, 3)
  if (isSubstantial(start) && startsWithLines(after, start)) return next
  for (let count = Math.min(before.length, after.length, MAX_REPEATED_LINES); count > 0; count--) {
    const repeated = before.slice(-count)
    if (isSubstantial(repeated) && startsWithLines(after, repeated)) return beginning + after.slice(count).join('\n')
  }
  return beginning + next
}

function startsWithLines(lines: string[], start: string[]): boolean {
  return start.every((line, index) => lines[index] === line)
}

function isSubstantial(lines: string[]): boolean {
  return lines.join('').replace(/[^\p{L}\p{N}]/gu, '').length >= MIN_REPEATED_CHARS
}

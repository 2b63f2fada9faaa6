// Texts as lists of their lines: a text of the largest size may have a million, too many to be handled in one go.
import type { Work } from '../../work.ts'

const CHARS_PER_UNIT = 100
const LINES_PER_PART = 5000

/** The lines between line feeds; a text that ends with one has an empty last line. */
export async function splitLines(text: string, work: Work): Promise<string[]> {
  const lines: string[] = []
  let from = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
    lines.push(text.slice(from, at))
    if (work.spend((at - from + 1) / CHARS_PER_UNIT)) await work.pause()
    from = at + 1
  }
  lines.push(text.slice(from))
  return lines
}

/** What splitLines has split. */
export async function joinLines(lines: readonly string[], work: Work): Promise<string> {
  const parts: string[] = []
  for (let from = 0; from < lines.length; from += LINES_PER_PART) {
    const part = lines.slice(from, from + LINES_PER_PART).join('\n')
    parts.push(part)
    if (work.spend(part.length / CHARS_PER_UNIT)) await work.pause()
  }
  return parts.join('\n')
}

/** The text with other lines in the place of those from `start` to `end`; `lines` are those that it has. */
export function replaceRange(
  text: string,
  lines: readonly string[],
  { start, end }: { start: number; end: number },
  fresh: string | undefined,
): string {
  const startsAt = offsetOf(lines, start)
  const parts = start > 0 ? [text.slice(0, startsAt - 1)] : []
  if (fresh !== undefined) parts.push(fresh)
  if (end + 1 < lines.length) parts.push(text.slice(offsetOf(lines, end + 1)))
  return parts.join('\n')
}

function offsetOf(lines: readonly string[], line: number): number {
  let offset = 0
  for (let at = 0; at < line; at++) offset += (lines[at]?.length ?? 0) + 1
  return offset
}

/** Both start at 1; columns count UTF-16 code units. */
export type Position = { line: number; column: number }

/** Line breaks are counted by so many characters at a time, by what engines have in native code. */
const CHUNK_CHARS = 4096

/** Finds the line and column of an offset; lines are counted once, and no further than the last position asked for. */
export function createLocator(text: string): (offset: number) => Position {
  /** For each chunk, how many lines end before it, and where the line begins that reaches into it. */
  const before = [{ lines: 0, start: 0 }]

  function countUpTo(offset: number, { lines, start }: { lines: number; start: number }, from: number) {
    const part = text.slice(from, offset)
    const last = part.lastIndexOf('\n')
    return last === -1 ? { lines, start } : { lines: lines + part.split('\n').length - 1, start: from + last + 1 }
  }

  return (offset) => {
    const chunk = Math.floor(Math.max(0, Math.min(offset, text.length)) / CHUNK_CHARS)
    let known = before[Math.min(chunk, before.length - 1)] ?? { lines: 0, start: 0 }
    for (let next = before.length; next <= chunk; next++) {
      known = countUpTo(next * CHUNK_CHARS, known, (next - 1) * CHUNK_CHARS)
      before.push(known)
    }
    const { lines, start } = countUpTo(Math.max(0, offset), known, chunk * CHUNK_CHARS)
    return { line: lines + 1, column: Math.max(0, offset - start) + 1 }
  }
}

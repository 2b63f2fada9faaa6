import { MAX_FILE_BYTES } from '../../src/services/stored-limits.ts'

/** A text of the largest size from a piece, or from pieces that differ by their number. */
export function fill(piece: string | ((index: number) => string), sizeChars = MAX_FILE_BYTES - 200): string {
  if (typeof piece === 'string') return piece.repeat(Math.floor(sizeChars / piece.length))
  const parts: string[] = []
  for (let index = 0, length = 0; length < sizeChars; index += 1) {
    const part = piece(index)
    parts.push(part)
    length += part.length
  }
  return parts.join('')
}

import { wholeOf } from '../services/join-bytes.ts'
import { openPieces, type Body, type Bytes, type Close } from './read-pieces.ts'

const decoder = new TextDecoder()
const NEWLINE = 10
const RETURN = 13

export type FrameReader = {
  /** The frames that came together, one at least; undefined at the end. Throws what reading the body throws. */
  next: () => Promise<Bytes[] | undefined>
  close: Close
}

/**
 * The frames of an event stream, each as it came, with the empty line behind it; ends of lines are made `\n`. What stands
 * behind the last empty line is the last frame. The cost of a piece does not grow with what came before. `onPiece` hears
 * of each sign of life; `signal` ends the reading.
 */
export function openFrames(body: Body, onPiece: () => void, signal?: AbortSignal): FrameReader {
  const reader = openPieces(body, signal)
  const splitter = createSplitter()
  const onlyNewlines = createLineEnds()
  return {
    close: reader.close,
    next: async () => {
      for (let pieces = await reader.next(); pieces.length > 0; pieces = await reader.next()) {
        onPiece()
        const frames = pieces.flatMap((piece) => splitter.add(onlyNewlines(piece)))
        if (frames.length > 0) return frames
      }
      const last = splitter.end()
      return last === undefined ? undefined : [last]
    },
  }
}

/** Makes each end of a line `\n`, of which the other half may come with the next piece. */
function createLineEnds(): (piece: Bytes) => Bytes {
  let isBehindReturn = false
  return (piece) => {
    const startsInside = isBehindReturn && piece[0] === NEWLINE
    if (piece.length > 0) isBehindReturn = piece.at(-1) === RETURN
    if (piece.indexOf(RETURN) === -1) return startsInside ? piece.subarray(1) : piece
    const made = new Uint8Array(piece.length)
    let length = 0
    for (let at = startsInside ? 1 : 0; at < piece.length; at += 1) {
      const byte = piece[at] ?? 0
      if (byte === NEWLINE && piece[at - 1] === RETURN) continue
      made[length++] = byte === RETURN ? NEWLINE : byte
    }
    return made.subarray(0, length)
  }
}

function createSplitter() {
  let parts: Bytes[] = []
  let endsLine = false
  const takeFrame = (end: Bytes): Bytes => {
    if (parts.length === 0) return end
    parts.push(end)
    const frame = wholeOf(parts)
    parts = []
    return frame
  }
  return {
    add(piece: Bytes): Bytes[] {
      const frames: Bytes[] = []
      let start = 0
      // The empty line may be cut in two.
      if (endsLine && piece[0] === NEWLINE) {
        start = 1
        frames.push(takeFrame(piece.subarray(0, start)))
      }
      for (let at = piece.indexOf(NEWLINE, start); at !== -1; at = piece.indexOf(NEWLINE, at + 1)) {
        if (piece[at + 1] !== NEWLINE) continue
        frames.push(takeFrame(piece.subarray(start, at + 2)))
        start = at + 2
        at += 1
      }
      if (start < piece.length) parts.push(piece.subarray(start))
      if (piece.length > 0) endsLine = start < piece.length && piece.at(-1) === NEWLINE
      return frames
    },
    /** What no empty line has ended. */
    end(): Bytes | undefined {
      const text = decoder.decode(wholeOf(parts)).trimEnd()
      parts = []
      return text === '' ? undefined : new TextEncoder().encode(`${text}\n\n`)
    },
  }
}

/** The texts of frames that came together. What is ASCII, as most of them are, is decoded in one go and cut. */
export function textsOf(frames: readonly Bytes[]): string[] {
  const [first] = frames
  const last = frames.at(-1)
  if (first === undefined || last === undefined || first === last || first.buffer !== last.buffer) {
    return frames.map((frame) => decoder.decode(frame))
  }
  const lengthBytes = frames.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const isOnePiece = first.byteOffset + lengthBytes === last.byteOffset + last.byteLength
  const whole = isOnePiece ? decoder.decode(new Uint8Array(first.buffer, first.byteOffset, lengthBytes)) : ''
  if (whole.length !== lengthBytes) return frames.map((frame) => decoder.decode(frame))
  let end = 0
  return frames.map(({ byteLength }) => whole.slice(end, (end += byteLength)))
}

/** What a frame carries, whose text this is: its data, or undefined for a comment and for an event without any. */
export function dataOf(text: string): string | undefined {
  if (text.startsWith('data:') && text.indexOf('\n') === text.length - 2) return text.slice(5).trim()
  const lines = text.split('\n').filter((line) => line.startsWith('data:'))
  return lines.length === 0
    ? undefined
    : lines
        .map((line) => line.slice(5).replace(/^ /, ''))
        .join('\n')
        .trim()
}

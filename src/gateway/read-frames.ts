import { ProviderError } from './provider-error.ts'

/** Most bytes of an answer, unpacked: a small body may unpack to gigabytes. */
const MOST_ANSWER_BYTES = 32 * 1024 * 1024

const NEWLINE = 10
const RETURN = 13

export type Bytes = Uint8Array<ArrayBuffer>
type Body = ReadableStream<Bytes> | null

/** The pieces of a body as they come. @throws {ProviderError} when there are more bytes than an answer may have */
async function* readPieces(body: Body, onPiece: () => void): AsyncGenerator<Bytes> {
  if (body === null) return
  const reader = body.getReader()
  let left = MOST_ANSWER_BYTES
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onPiece()
      left -= value.byteLength
      if (left < 0) {
        const cause = new Error(`an answer of more than ${MOST_ANSWER_BYTES} bytes`)
        throw new ProviderError('provider_invalid', cause, { isFinal: true })
      }
      yield value
    }
  } finally {
    // Whatever is still to come is of no use to anyone.
    void reader.cancel().catch(() => undefined)
  }
}

/** A body in one piece. */
export async function readBytes(body: Body): Promise<Bytes> {
  const parts: Bytes[] = []
  for await (const piece of readPieces(body, () => undefined)) parts.push(piece)
  return join(parts)
}

/** A body as text. */
export async function readText(body: Body): Promise<string> {
  return new TextDecoder().decode(await readBytes(body))
}

/**
 * The frames of an event stream, those together that came together. Each is as it came, with the empty line behind it; ends
 * of lines are made `\n`. What stands behind the last empty line is the last frame. The cost of a piece does not grow with
 * what came before.
 */
export async function* readFrames(body: Body, onPiece: () => void): AsyncGenerator<Bytes[]> {
  const splitter = createSplitter()
  const onlyNewlines = createLineEnds()
  for await (const piece of readPieces(body, onPiece)) {
    const frames = splitter.add(onlyNewlines(piece))
    if (frames.length > 0) yield frames
  }
  const last = splitter.end()
  if (last !== undefined) yield [last]
}

/** Makes each end of a line `\n`, of which the other half may come with the next piece. */
function createLineEnds(): (piece: Bytes) => Bytes {
  let isBehindReturn = false
  return (piece) => {
    const startsInside = isBehindReturn && piece[0] === NEWLINE
    if (piece.length > 0) isBehindReturn = piece.at(-1) === RETURN
    if (!piece.includes(RETURN)) return startsInside ? piece.subarray(1) : piece
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
    const frame = join(parts)
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
      const text = new TextDecoder().decode(join(parts)).trimEnd()
      return text === '' ? undefined : new TextEncoder().encode(`${text}\n\n`)
    },
  }
}

function join(parts: readonly Bytes[]): Bytes {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

const decoder = new TextDecoder()

/** What a frame carries: its data, or undefined for a comment and for an event without any. */
export function dataOf(frame: Bytes): string | undefined {
  const text = decoder.decode(frame)
  if (text.startsWith('data:') && text.indexOf('\n') === text.length - 2) return text.slice(5).trim()
  const lines = text.split('\n').filter((line) => line.startsWith('data:'))
  return lines.length === 0
    ? undefined
    : lines
        .map((line) => line.slice(5).replace(/^ /, ''))
        .join('\n')
        .trim()
}

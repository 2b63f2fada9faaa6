import { ProviderError } from './provider-error.ts'

/** Most bytes of an answer, unpacked: a small body may unpack to gigabytes. */
const MOST_ANSWER_BYTES = 32 * 1024 * 1024

/** The pieces of a body as they come. @throws {ProviderError} when there are more bytes than an answer may have */
async function* readPieces(body: ReadableStream<Uint8Array> | null, onPiece: () => void): AsyncGenerator<Uint8Array> {
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

/** A body as text. */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  onPiece: () => void = () => undefined,
): Promise<string> {
  const decoder = new TextDecoder()
  const parts: string[] = []
  for await (const piece of readPieces(body, onPiece)) parts.push(decoder.decode(piece, { stream: true }))
  return parts.join('') + decoder.decode()
}

/**
 * The frames of an event stream, each as it came, with the empty line behind it; ends of lines are made `\n`. What stands
 * behind the last empty line is the last frame. The cost of a piece does not grow with what came before.
 */
export async function* readFrames(
  body: ReadableStream<Uint8Array> | null,
  onPiece: () => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let parts: string[] = []
  let endsLine = false
  let held = ''
  for await (const piece of readPieces(body, onPiece)) {
    let text = held + decoder.decode(piece, { stream: true })
    held = ''
    if (text.includes('\r')) {
      // The other half of the line's end may come with the next piece.
      if (text.endsWith('\r')) [text, held] = [text.slice(0, -1), '\r']
      text = text.replace(/\r\n?/g, '\n')
    }
    if (text === '') continue
    let start = 0
    if (endsLine && text.startsWith('\n')) {
      parts.push('\n')
      yield parts.join('')
      parts = []
      start = 1
    }
    for (let end = text.indexOf('\n\n', start); end !== -1; end = text.indexOf('\n\n', start)) {
      parts.push(text.slice(start, end + 2))
      yield parts.join('')
      parts = []
      start = end + 2
    }
    const rest = text.slice(start)
    if (rest !== '') parts.push(rest)
    endsLine = rest.endsWith('\n')
  }
  const last = parts.join('') + held + decoder.decode()
  if (last.trim() !== '') yield `${last.replace(/\s+$/, '')}\n\n`
}

/** What a frame carries: its data, or undefined for a comment and for an event without any. */
export function dataOf(frame: string): string | undefined {
  if (frame.startsWith('data:') && frame.indexOf('\n') === frame.length - 2) return frame.slice(5).trim()
  const lines = frame.split('\n').filter((line) => line.startsWith('data:'))
  return lines.length === 0
    ? undefined
    : lines
        .map((line) => line.slice(5).replace(/^ /, ''))
        .join('\n')
        .trim()
}

import { wholeOf } from '../services/join-bytes.ts'
import type { PostAnswer } from '../services/network.ts'
import { pause } from '../timing.ts'
import { ProviderError } from './provider-error.ts'

/** Most bytes of an answer, unpacked: a small body may unpack to gigabytes. */
export const MOST_ANSWER_BYTES = 32 * 1024 * 1024
/** So much is read ahead of who takes it. */
const MOST_AHEAD_BYTES = 256 * 1024
/** How long the end of a connection's answer may come after the end of what it says. */
const END_MS = 100

export type Bytes = Uint8Array<ArrayBuffer>
/** A `ReadableStream`, or as much of one as is read of. */
export type Body = PostAnswer['body']

export type ByteReader = {
  /** What has come since, one piece at least; none at the end. @throws {ProviderError} when there are more bytes than an answer may have */
  next: () => Promise<Bytes[]>
  close: Close
}

/** Whatever is still to come is of no use to anyone. Behind a whole answer, its connection may be used again if it ends soon. */
export type Close = (isWhole?: boolean) => void

/**
 * Reads on while what came before is looked into, so that what comes meanwhile is taken together. When `signal` aborts, what is
 * awaited fails with its reason: a runtime may have forgotten by then which request the body belongs to.
 */
export function openPieces(body: Body, signal?: AbortSignal): ByteReader {
  const reader = body?.getReader()
  let left = MOST_ANSWER_BYTES
  let waiting: Bytes[] = []
  let waitingBytes = 0
  let end: { error?: unknown } | undefined
  let isReading = false
  let wake: () => void = () => undefined
  signal?.addEventListener('abort', giveUp)
  if (signal?.aborted === true) giveUp()

  function giveUp(): void {
    fail(signal?.reason)
  }

  function fail(error: unknown): void {
    cancel()
    end ??= { error }
    wake()
  }

  async function read(): Promise<void> {
    isReading = true
    try {
      while (end === undefined && waitingBytes < MOST_AHEAD_BYTES) {
        const { value, done } = (await reader?.read()) ?? { value: undefined, done: true }
        if (value !== undefined) take(value)
        if (done) end ??= {}
        wake()
      }
    } catch (error) {
      fail(error)
    } finally {
      isReading = false
      if (end !== undefined) signal?.removeEventListener('abort', giveUp)
    }
  }

  function take(piece: Bytes): void {
    left -= piece.byteLength
    if (left < 0) {
      const cause = new Error(`an answer of more than ${MOST_ANSWER_BYTES} bytes`)
      throw new ProviderError('provider_invalid', cause, { isFinal: true })
    }
    waiting.push(piece)
    waitingBytes += piece.byteLength
  }

  function cancel(): void {
    if (end === undefined) void reader?.cancel().catch(() => undefined)
  }

  return {
    next: async () => {
      if (!isReading) void read()
      if (waiting.length === 0 && end === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (waiting.length === 0 && end !== undefined && 'error' in end) throw end.error
      const pieces = waiting
      waiting = []
      waitingBytes = 0
      return pieces
    },
    close: (isWhole = false) => {
      if (isWhole && end === undefined) void pause(END_MS).then(cancel)
      else cancel()
    },
  }
}

/** A body in one piece. */
export async function readBytes(body: Body, signal?: AbortSignal): Promise<Bytes> {
  const reader = openPieces(body, signal)
  const parts: Bytes[] = []
  try {
    for (let pieces = await reader.next(); pieces.length > 0; pieces = await reader.next()) parts.push(...pieces)
  } finally {
    reader.close()
  }
  return wholeOf(parts)
}

/** A body as text. */
export async function readText(body: Body, signal?: AbortSignal): Promise<string> {
  return new TextDecoder().decode(await readBytes(body, signal))
}

import type { Dispatcher } from 'undici'
import { MOST_ANSWER_BYTES, type PostAnswer } from '../app.ts'

export type Bytes = Uint8Array<ArrayBuffer>
export type Reader = ReturnType<NonNullable<PostAnswer['body']>['getReader']>

export type AnswerQueue = {
  /** Gives what has come since in one piece, also before a failure. Whoever cancels it leaves the connection. */
  reader: Reader
  /** Before this, nothing has been sent. */
  start: (connection: Dispatcher.DispatchController) => void
  add: (piece: Buffer) => void
  /** From now on, the connection waits for the reader. Without this, an answer is held as far as one may go. */
  holdLittle: () => void
  end: () => void
  /** The first failure counts; the connection is left. */
  fail: (error: unknown) => void
}

/** With so much, the connection waits for the reader, where it may. */
const LITTLE_BYTES = 64 * 1024

/** What comes of an answer, and was not taken yet. */
export function openQueue(): AnswerQueue {
  let connection: Dispatcher.DispatchController | undefined
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let holdsLittle = false
  let end: { error?: unknown } | undefined
  let wake: () => void = () => undefined

  function close(how: { error?: unknown }): void {
    end ??= how
    wake()
  }

  function fail(error: unknown): void {
    close({ error })
    connection?.abort(error instanceof Error ? error : new Error('aborted', { cause: error }))
  }

  function take(): Bytes {
    const [first] = waiting
    const piece = first !== undefined && waiting.length === 1 ? first : Buffer.concat(waiting, waitingBytes)
    waiting = []
    waitingBytes = 0
    if (connection?.paused === true) connection.resume()
    return new Uint8Array(piece.buffer as ArrayBuffer, piece.byteOffset, piece.byteLength)
  }

  async function read() {
    for (;;) {
      if (waitingBytes > 0) return { done: false as const, value: take() }
      if (end !== undefined && 'error' in end) throw end.error
      if (end !== undefined) return { done: true as const, value: undefined }
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  return {
    reader: { read, cancel: async () => fail(new Error('the reader has left')) },
    start: (opened) => {
      connection = opened
      if (end !== undefined) fail(end.error)
    },
    add: (piece) => {
      waiting.push(piece)
      waitingBytes += piece.byteLength
      if (waitingBytes > MOST_ANSWER_BYTES) {
        return fail(new Error(`more than ${MOST_ANSWER_BYTES} bytes of an answer wait for its reader`))
      }
      if (holdsLittle && waitingBytes >= LITTLE_BYTES) connection?.pause()
      wake()
    },
    holdLittle: () => {
      holdsLittle = true
    },
    end: () => close({}),
    fail,
  }
}

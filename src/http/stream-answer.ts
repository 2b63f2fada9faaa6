// The answer of a model as an event stream: what both routes that stream one have in common.
import { AppError } from '../errors.ts'
import type { Piece } from '../gateway/read-answer.ts'
import type { Bytes } from '../gateway/read-pieces.ts'
import type { CallState } from '../gateway/model-call.ts'
import type { Pieces, StartedCall } from '../gateway/start-call.ts'
import { wholeOf } from '../services/join-bytes.ts'
import { withTimeout } from '../timing.ts'
import { afterSockets } from '../work.ts'
import type { AppContext } from './context.ts'
import { modelHeaders } from './model-headers.ts'
import type { RawReply } from './reply.ts'
import { EVENT_STREAM_HEADERS, EVENT_STREAM_TYPE, KEEP_ALIVE } from './sse.ts'

/** How an answer is written. */
export type AnswerWriter = {
  open?: () => string
  /** Undefined where the caller gets nothing of a piece. */
  take: (piece: Piece) => Bytes | string | undefined
  end: (state: CallState) => string | Promise<string>
  fail: (error: unknown) => string
}

const encoder = new TextEncoder()

/**
 * Answers with an event stream, pieces that came together in one. Until the answer begins, a failure has a status of its
 * own; who waits longer than the heartbeat is shown that the call is alive. A client that leaves aborts `disconnect`.
 */
export async function streamAnswer(
  c: AppContext,
  { pieces, state }: StartedCall,
  disconnect: AbortController,
  writer: AnswerWriter,
): Promise<RawReply<200, 'text/event-stream'>> {
  const heartbeatMs = c.get('config').EVENTS_HEARTBEAT_MS
  const first = pieces.next()
  await withTimeout(first, heartbeatMs, () => undefined)
  const source = { next: writeAnswer(first, { pieces, state }, writer), leave: pieces.return }
  const body = openBody(source, disconnect, heartbeatMs)
  const headers = { ...EVENT_STREAM_HEADERS, ...modelHeaders(state) }
  return { status: 200, mediaType: EVENT_STREAM_TYPE, headers, body }
}

/** Gives the parts of the body, and undefined behind the last. No generator: it would cost each part a turn. */
function writeAnswer(
  first: ReturnType<Pieces['next']>,
  { pieces, state }: StartedCall,
  writer: AnswerWriter,
): () => Promise<Bytes | undefined> {
  let pending: ReturnType<Pieces['next']> | undefined = first
  let opening = writer.open
  let isOver = false

  return async function nextPart() {
    if (isOver) return undefined
    const parts: Bytes[] = []
    const add = (text: Bytes | string | undefined) => {
      if (text !== undefined) append(parts, typeof text === 'string' ? encoder.encode(text) : text)
    }
    try {
      const opened = opening?.()
      opening = undefined
      if (opened !== undefined) return encoder.encode(opened)
      for (;;) {
        const next = await (pending ?? pieces.next())
        pending = undefined
        if (next.done === true) break
        for (const piece of next.value) add(writer.take(piece))
        if (parts.length > 0) return wholeOf(parts)
      }
      add(await writer.end(state))
    } catch (error) {
      await pieces.return()
      add(writer.fail(error))
    }
    isOver = true
    return wholeOf(parts)
  }
}

/** What stood together when it came is not copied. */
function append(parts: Bytes[], more: Bytes): void {
  const last = parts.at(-1)
  if (last?.buffer === more.buffer && last.byteOffset + last.byteLength === more.byteOffset) {
    parts[parts.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.byteLength + more.byteLength)
  } else parts.push(more)
}

/** The body, with a comment whenever it is silent for as long as the heartbeat; to put that off costs no timer. */
function openBody(
  source: { next: () => Promise<Bytes | undefined>; leave: () => Promise<unknown> },
  disconnect: AbortController,
  heartbeatMs: number,
): ReadableStream<Bytes> {
  let saidAt = 0
  let isAwaited = false
  let hasLeft = false
  let isFirst = true
  let timer: ReturnType<typeof setTimeout> | undefined

  function listen(controller: ReadableStreamDefaultController<Bytes>): void {
    timer = undefined
    if (!isAwaited) return
    if (performance.now() - saidAt >= heartbeatMs) {
      controller.enqueue(KEEP_ALIVE)
      saidAt = performance.now()
    }
    timer = setTimeout(listen, Math.max(1, saidAt + heartbeatMs - performance.now()), controller)
  }

  return new ReadableStream<Bytes>({
    async pull(controller) {
      isAwaited = true
      saidAt = performance.now()
      timer ??= setTimeout(listen, heartbeatMs, controller)
      // Under load, what has come by the next turn goes out in one: to write each piece apart is most of what it costs.
      if (!isFirst) await afterSockets()
      isFirst = false
      const part = await source.next()
      isAwaited = false
      if (hasLeft) return
      if (part !== undefined && !disconnect.signal.aborted) return controller.enqueue(part)
      clearTimeout(timer)
      controller.close()
    },
    async cancel() {
      hasLeft = true
      clearTimeout(timer)
      disconnect.abort(new AppError('client_closed_request'))
      await source.leave()
    },
  })
}

import { AppError } from '../errors.ts'
import { withTimeout } from '../timing.ts'
import type { AppContext } from './context.ts'
import { reportError } from './error-reply.ts'
import type { RawReply } from './reply.ts'

export type ServerSentEvent = { id?: string; event: string; data: unknown; retryMs?: number }

/** Milliseconds after which a client that lost the stream comes back. */
export const RETRY_MS = 2000

const encoder = new TextEncoder()

/** A comment, which says that the stream is alive. */
export const KEEP_ALIVE = encoder.encode(': keep-alive\n\n')
export const EVENT_STREAM_TYPE = 'text/event-stream; charset=utf-8'
export const EVENT_STREAM_HEADERS = { 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' }

/**
 * Answers with an event stream that `chunks`, of encodeEvents, fill. When the client leaves, `signal` aborts. An error
 * within the stream is an `error` event, since a broken connection looks different on every runtime, and then the end.
 */
export function streamEvents<S extends number>(
  c: AppContext,
  status: S,
  headers: Record<string, string>,
  chunks: (signal: AbortSignal) => AsyncGenerator<Uint8Array>,
): RawReply<S, 'text/event-stream'> {
  const disconnect = abortOnDisconnect(c)
  return streamBytes(c, { status, headers, disconnect }, endWithError(c, chunks(disconnect.signal)))
}

/** The events as they go over the wire, in one piece. */
export function encodeEvents(events: readonly ServerSentEvent[]): Uint8Array {
  return encoder.encode(events.map(formatEvent).join(''))
}

/** A controller that aborts when the client leaves, as far as the runtime tells before something is written. */
export function abortOnDisconnect(c: AppContext): AbortController {
  const disconnect = new AbortController()
  const { signal } = c.req.raw
  const leave = () => disconnect.abort(new AppError('client_closed_request'))
  if (signal.aborted) leave()
  // Deno aborts it after success, too, when nothing listens to `disconnect` any more.
  signal.addEventListener('abort', leave, { once: true })
  return disconnect
}

type Streaming<S> = { status: S; headers: Record<string, string>; disconnect: AbortController }

/**
 * Answers with an event stream, a comment whenever it is silent for the heartbeat's length. When the client
 * leaves, `disconnect` is aborted and the source closed.
 */
function streamBytes<S>(
  c: AppContext,
  { status, headers, disconnect }: Streaming<S>,
  source: AsyncGenerator<Uint8Array>,
): RawReply<S, 'text/event-stream'> {
  const heartbeatMs = c.get('config').EVENTS_HEARTBEAT_MS
  let pending: Promise<IteratorResult<Uint8Array, unknown>> | undefined
  let canceled = false

  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      pending ??= source.next()
      const result = await withTimeout(pending, heartbeatMs, () => undefined)
      if (canceled) return
      if (disconnect.signal.aborted) return controller.close()
      if (result === undefined) return controller.enqueue(KEEP_ALIVE)
      pending = undefined
      if (result.done === true) return controller.close()
      controller.enqueue(result.value)
    },
    async cancel() {
      canceled = true
      disconnect.abort(new AppError('client_closed_request'))
      await source.return(undefined)
    },
  })
  return {
    status,
    mediaType: EVENT_STREAM_TYPE,
    headers: { ...EVENT_STREAM_HEADERS, ...headers },
    body,
  }
}

async function* endWithError(c: AppContext, chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    yield encodeEvents([{ event: 'error', data: reportError(error, c) }])
  }
}

function formatEvent({ id, event, data, retryMs }: ServerSentEvent): string {
  const lines = [
    ...(retryMs === undefined ? [] : [`retry: ${retryMs}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    `event: ${event}`,
    // JSON has no raw line break, so one data line holds it.
    `data: ${JSON.stringify(data)}`,
  ]
  return `${lines.join('\n')}\n\n`
}

import type { AppContext } from './context.ts'
import { describePublicly } from './error-reply.ts'

export type ServerSentEvent = { id?: string; event: string; data: unknown; retryMs?: number }

/** Milliseconds after which a client that lost the stream comes back. */
export const RETRY_MS = 2000

/**
 * Answers with an event stream that `events` fills, a comment whenever it is silent for the heartbeat's length.
 * When the client leaves, `signal` aborts. An error within the stream is an `error` event, since a broken connection
 * looks different on every runtime, and then the end.
 */
export function streamEvents(
  c: AppContext,
  status: 200 | 201,
  headers: Record<string, string>,
  events: (signal: AbortSignal) => AsyncGenerator<ServerSentEvent>,
): Response {
  const left = new AbortController()
  const source = events(left.signal)
  const heartbeatMs = c.get('config').EVENTS_HEARTBEAT_MS
  const encoder = new TextEncoder()
  let pending: Promise<IteratorResult<ServerSentEvent, unknown>> | undefined

  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        pending ??= source.next()
        const result = await orTimeout(pending, heartbeatMs)
        if (left.signal.aborted) return
        if (result === undefined) return controller.enqueue(encoder.encode(': keep-alive\n\n'))
        pending = undefined
        if (result.done === true) return controller.close()
        controller.enqueue(encoder.encode(formatEvent(result.value)))
      } catch (error) {
        if (left.signal.aborted) return
        controller.enqueue(encoder.encode(formatEvent({ event: 'error', data: describePublicly(error, c) })))
        controller.close()
      }
    },
    cancel() {
      left.abort()
    },
  })
  return new Response(body, {
    status,
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      ...headers,
    },
  })
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

async function orTimeout<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}

import { AppError } from '../errors.ts'
import type { AppContext } from './context.ts'

export type ServerSentEvent = { id?: string; event: string; data: unknown; retryMs?: number }

const encoder = new TextEncoder()

/** A comment, which says that the stream is alive. */
export const KEEP_ALIVE = encoder.encode(': keep-alive\n\n')
export const EVENT_STREAM_TYPE = 'text/event-stream; charset=utf-8'
export const EVENT_STREAM_HEADERS = { 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' }

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

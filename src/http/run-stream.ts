// The event stream of a run. A process has thousands: each holds what it needs, and neither its request nor a timer, a signal
// or a client of its own.
import { formatEventId, type EventId } from '../runs/event-id.ts'
import { endsRun, toWire, type RunEvent } from '../runs/events.ts'
import type { OpenStreams } from '../runs/open-streams.ts'
import type { Batch } from '../runs/tail.ts'
import { watchRun, type Watch } from '../runs/watch.ts'
import { saveSamples } from '../services/metrics-store.ts'
import { callerOf, type AppContext } from './context.ts'
import { errorReporter } from './error-reply.ts'
import type { RawReply } from './reply.ts'
import { encodeEvents, EVENT_STREAM_HEADERS, EVENT_STREAM_TYPE, KEEP_ALIVE } from './sse.ts'
import { watchServicesOf } from './watch-services.ts'

/** Milliseconds after which a client that lost the stream comes back. */
const RETRY_MS = 2000

/** The events of a run behind `after`; `takeUp` has it driven on when nobody does. */
export type Followed = { runId: string; after: EventId; takeUp: () => void }

/**
 * Answers with the events of a run that come after `after`. The stream counts from its first reading to its end: a body
 * that nobody reads, as that of a HEAD, never ends. An error is a `stream.failed` event, since a broken connection looks
 * different on every runtime, and then the end.
 */
export function streamRun<S extends number>(
  c: AppContext,
  status: S,
  headers: Record<string, string>,
  { runId, after, takeUp }: Followed,
): RawReply<S, 'text/event-stream'> {
  const config = c.get('config')
  const [meter, defer] = [c.get('meter'), c.get('defer')]
  const services = watchServicesOf(c, takeUp)
  const body = fillStream(c.req.raw.signal, {
    openStreams: c.get('openStreams'),
    draining: c.env?.draining,
    userId: callerOf(c).userId,
    heartbeatMs: config.EVENTS_HEARTBEAT_MS,
    report: errorReporter(c),
    runId,
    after,
    openWatch: () => watchRun(services, runId, after),
    // What the request itself is counted as was sent when the stream began.
    saveFigures: () => defer(saveSamples(config, meter)),
  })
  return { status, mediaType: EVENT_STREAM_TYPE, headers: { ...EVENT_STREAM_HEADERS, ...headers }, body }
}

type Filling = {
  openStreams: OpenStreams
  draining: AbortSignal | undefined
  userId: string
  heartbeatMs: number
  report: (error: unknown) => object
  runId: string
  after: EventId
  openWatch: () => Watch
  saveFigures: () => void
}

/** When the client leaves, the body is canceled or `left` aborted: each runtime tells it its own way. */
function fillStream(left: AbortSignal, filling: Filling): ReadableStream<Uint8Array> {
  const { openStreams, draining, userId, heartbeatMs, report, runId, after, openWatch, saveFigures } = filling
  let open: { watch: Watch; leave: () => void } | undefined
  let isOver = false
  let mayGoOn = true
  let sentAt = 0
  let position = after

  function send(controller: Controller, bytes: Uint8Array): void {
    controller.enqueue(bytes)
    sentAt = performance.now()
  }

  function end(controller: Controller, last?: OfStream): void {
    if (isOver) return
    close()
    // Has no id: a client that comes back goes on behind the last event it has.
    if (last !== undefined) controller.enqueue(encodeOfStream(runId, position, last))
    controller.close()
  }

  function close(): void {
    if (isOver) return
    isOver = true
    open?.watch.close()
    open?.leave()
    if (open !== undefined) saveFigures()
  }

  function enter(controller: Controller): Watch {
    const watch = openWatch()
    const leave = openStreams.enter(
      {
        userId,
        stayAlive() {
          const isWaiting = (controller.desiredSize ?? 0) > 0
          if (isWaiting && performance.now() - sentAt >= heartbeatMs) send(controller, KEEP_ALIVE)
        },
        drain: () => end(controller, mayGoOn ? closing('process_ending') : undefined),
      },
      draining,
    )
    open = { watch, leave }
    return watch
  }

  async function fill(controller: Controller): Promise<void> {
    const watch = open?.watch ?? enter(controller)
    if (draining?.aborted === true) return end(controller, closing('process_ending'))
    for (;;) {
      const news = await watch.next()
      if (isOver) return
      if (news === 'ended') return end(controller)
      if (news === 'poll_limit') return end(controller, closing(news))
      const batches = news.filter(({ length }) => length > 0)
      for (const batch of batches) send(controller, encodeBatch(runId, batch))
      const last = batches.at(-1)?.at(-1)
      if (last === undefined) continue
      position = last.id
      mayGoOn = !endsRun(last.type) && last.type !== 'run.awaiting_input'
      return
    }
  }

  return new ReadableStream<Uint8Array>({
    start(controller) {
      send(controller, encodeOfStream(runId, after, { type: 'stream.opened', data: {} }, formatEventId(after)))
      left.addEventListener('abort', () => end(controller), { once: true })
    },
    pull: (controller) =>
      fill(controller).catch((error: unknown) => {
        if (!isOver) end(controller, { type: 'stream.failed', data: report(error) })
      }),
    cancel: close,
  })
}

type Controller = ReadableStreamDefaultController<Uint8Array>

/** What a stream says of itself. */
type OfStream = Pick<RunEvent, 'data'> & { type: 'stream.opened' | 'stream.closing' | 'stream.failed' }

function closing(reason: 'process_ending' | 'poll_limit'): OfStream {
  return { type: 'stream.closing', data: { reason } }
}

function encodeOfStream(runId: string, position: EventId, event: OfStream, id?: string): Uint8Array {
  const data = toWire(runId, { ...event, id: position, at: new Date().toISOString() })
  return encodeEvents([{ event: event.type, data, retryMs: RETRY_MS, ...(id === undefined ? {} : { id }) }])
}

const encoded = new WeakMap<Batch, Uint8Array>()

/** Watchers of one run share its batches: each is encoded once. */
function encodeBatch(runId: string, batch: Batch): Uint8Array {
  const known = encoded.get(batch)
  if (known !== undefined) return known
  const bytes = encodeEvents(
    batch.map((event) => ({ id: formatEventId(event.id), event: event.type, data: toWire(runId, event) })),
  )
  encoded.set(batch, bytes)
  return bytes
}

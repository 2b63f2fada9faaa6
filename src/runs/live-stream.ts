import type { Config } from '../config.ts'
import { connectRedis, type Redis } from '../services/redis.ts'
import { formatEventId, parseEventId, type EventId } from './event-id.ts'
import type { RunEvent } from './events.ts'

/** Most entries a run's stream keeps: a late watcher misses text, never facts. */
const MAX_ENTRIES = 5000
/** How long a stream outlives its last entry. */
const EXPIRES_SECONDS = 3600
const ENTRIES_PER_READ = 500
/** A call that no driver has heard for so long has become pointless: renewing the lease tells as much. */
const CALL_SECONDS = 30
/** Longest wait for Redis: text that comes later is of little use to a watcher. */
const PATIENCE_MS = 1000
/** A Redis that failed is left alone this many times as long as it took to fail. */
const REST_FACTOR = 5

/** What watchers of a run get besides its facts, as one driver or one watcher uses it. Throws what the client throws. */
export type LiveStream = {
  /** Appends events in one round trip; while Redis is left alone, they are lost. */
  append: (events: RunEvent[]) => Promise<void>
  /** The entries after `after`, oldest first; none while Redis is left alone. */
  read: (after: EventId) => Promise<RunEvent[]>
  /** Whether somebody has called for the driver. */
  isCalled: () => Promise<boolean>
}

/** Waiting for a Redis that hangs takes at most a sixth of its user's time, so that neither runs nor facts wait for it. */
export function openLive(config: Config, runId: string): LiveStream {
  const redis = connectLive(config)
  let restsUntil = 0

  async function unlessResting<T>(otherwise: T, ask: () => Promise<T>): Promise<T> {
    const start = Date.now()
    if (start < restsUntil) return otherwise
    try {
      return await ask()
    } catch (error) {
      const now = Date.now()
      restsUntil = now + (now - start) * REST_FACTOR
      throw error
    }
  }

  return {
    append: (events) => unlessResting(undefined, () => appendLive(redis, runId, events)),
    read: (after) => unlessResting([], () => readLive(redis, runId, after)),
    isCalled: () => unlessResting(false, async () => (await redis.exists(callKeyOf(runId))) === 1),
  }
}

/** Asks whoever drives the run to look at it now. Throws what the client throws. */
export async function callDriver(config: Config, runId: string): Promise<void> {
  await connectLive(config).set(callKeyOf(runId), '1', { ex: CALL_SECONDS })
}

function connectLive(config: Config): Redis {
  return connectRedis(config, PATIENCE_MS)
}

function keyOf(runId: string): string {
  return `samokoder:run:${runId}:events`
}

function callKeyOf(runId: string): string {
  return `samokoder:run:${runId}:call`
}

async function appendLive(redis: Redis, runId: string, events: RunEvent[]): Promise<void> {
  if (events.length === 0) return
  const pipeline = redis.pipeline()
  for (const { id, type, data } of events) {
    pipeline.xadd(
      keyOf(runId),
      formatEventId(id),
      { type, data: JSON.stringify(data) },
      { trim: { type: 'MAXLEN', comparison: '~', threshold: MAX_ENTRIES } },
    )
  }
  pipeline.expire(keyOf(runId), EXPIRES_SECONDS)
  // An id that is not greater than the last one belongs to an entry that another driver has written.
  await pipeline.exec({ keepErrors: true })
}

async function readLive(redis: Redis, runId: string, after: EventId): Promise<RunEvent[]> {
  const start = formatEventId({ seq: after.seq, part: after.part + 1 })
  // The client's type is that of its deserialised answer; connectRedis leaves answers as Redis gives them.
  const entries = (await redis.xrange(keyOf(runId), start, '+', ENTRIES_PER_READ)) as unknown as [string, string[]][]
  return entries.flatMap(([text, [, type, , data]]) => {
    const id = parseEventId(text)
    if (id === undefined || type === undefined || data === undefined) return []
    return [{ id, type, data: JSON.parse(data) as unknown }]
  })
}

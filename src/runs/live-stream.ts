import type { Redis } from '../services/redis.ts'
import { formatEventId, parseEventId, type EventId } from './event-id.ts'
import type { RunEvent } from './events.ts'

/** Most entries a run's stream keeps: a late watcher misses text, never facts. */
const MAX_ENTRIES = 5000
/** How long a stream outlives its last entry. */
const EXPIRES_SECONDS = 3600
const ENTRIES_PER_READ = 500
/** A call that no driver has heard for so long has become pointless: renewing the lease tells as much. */
const CALL_SECONDS = 30

function keyOf(runId: string): string {
  return `samokoder:run:${runId}:events`
}

function callKeyOf(runId: string): string {
  return `samokoder:run:${runId}:call`
}

/** Appends events to the run's Redis stream in one round trip. Throws what the client throws. */
export async function appendLive(redis: Redis, runId: string, events: RunEvent[]): Promise<void> {
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

/** Asks whoever drives the run to look at it now. Throws what the client throws. */
export async function callDriver(redis: Redis, runId: string): Promise<void> {
  await redis.set(callKeyOf(runId), '1', { ex: CALL_SECONDS })
}

/** Whether the driver of the run was asked to look at it. Throws what the client throws. */
export async function isDriverCalled(redis: Redis, runId: string): Promise<boolean> {
  return (await redis.exists(callKeyOf(runId))) === 1
}

/** The entries after `after`, oldest first. */
export async function readLive(redis: Redis, runId: string, after: EventId): Promise<RunEvent[]> {
  const start = formatEventId({ seq: after.seq, part: after.part + 1 })
  // The client's type is that of its deserialised answer; connectRedis leaves answers as Redis gives them.
  const entries = (await redis.xrange(keyOf(runId), start, '+', ENTRIES_PER_READ)) as unknown as [string, string[]][]
  return entries.flatMap(([text, [, type, , data]]) => {
    const id = parseEventId(text)
    if (id === undefined || type === undefined || data === undefined) return []
    return [{ id, type, data: JSON.parse(data) as unknown }]
  })
}

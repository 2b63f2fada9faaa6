import type { Config } from '../config.ts'
import { connectRedis, type Redis } from '../services/redis.ts'
import { redisKeys } from '../services/redis-keys.ts'
import { formatEventId, isAfter, parseEventId, type EventId } from './event-id.ts'
import type { RunEvent } from './events.ts'

/** Most entries a run's stream keeps, one for each second with news: a late watcher misses text, never facts. */
const MAX_ENTRIES = 5000
/** How long a stream outlives its last renewal, and how often it is renewed. */
const EXPIRES_SECONDS = 3600
const RENEW_EXPIRY_MS = 60_000
const ENTRIES_PER_READ = 500
/** A call that no driver has heard for so long has become pointless: renewing the lease tells as much. */
const CALL_SECONDS = 30
/** Longest wait for Redis: text that comes later is of little use to a watcher. */
const PATIENCE_MS = 1000
/** A Redis that failed is left alone this many times as long as it took to fail. */
const REST_FACTOR = 5

/** What watchers of a run get besides its facts, as one driver or one watcher uses it. Throws what the client throws. */
export type LiveStream = {
  /** Appends events as one entry, and tells whether somebody has called for the driver; false while Redis is left alone. */
  exchange: (events: RunEvent[]) => Promise<boolean>
  /** The events after `after`, oldest first; none while Redis is left alone. */
  read: (after: EventId) => Promise<Entries>
}

type Entries = {
  events: RunEvent[]
  /** Whether there may be more. */
  full: boolean
  /** When the oldest of them was sent, by the clock of its driver; undefined where it did not say. */
  sentAt: number | undefined
}

/** Waiting for a Redis that hangs takes at most a sixth of its user's time, so that neither runs nor facts wait for it. */
export function openLive(config: Config, runId: string): LiveStream {
  const redis = connectLive(config)
  let restsUntil = 0
  let expiryRenewedAt = 0

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

  async function exchange(events: RunEvent[]): Promise<boolean> {
    const last = events.at(-1)
    if (last === undefined) return (await redis.exists(redisKeys.runCall(runId))) === 1
    const pipeline = redis.pipeline()
    pipeline.exists(redisKeys.runCall(runId))
    pipeline.xadd(
      redisKeys.runEvents(runId),
      formatEventId(last.id),
      {
        events: JSON.stringify(events.map(({ id, type, data, at }) => [formatEventId(id), type, data, at])),
        at: String(Date.now()),
      },
      { trim: { type: 'MAXLEN', comparison: '~', threshold: MAX_ENTRIES } },
    )
    if (Date.now() - expiryRenewedAt >= RENEW_EXPIRY_MS) {
      pipeline.expire(redisKeys.runEvents(runId), EXPIRES_SECONDS)
      expiryRenewedAt = Date.now()
    }
    // An id that is not greater than the last one belongs to an entry that another driver has written.
    const [called] = (await pipeline.exec({ keepErrors: true })) as { result?: unknown }[]
    return called?.result === 1
  }

  return {
    exchange: (events) => unlessResting(false, () => exchange(events)),
    read: (after) =>
      unlessResting({ events: [], full: false, sentAt: undefined }, () => readEntries(redis, runId, after)),
  }
}

/** Asks whoever drives these runs to look at them now. Without Redis, they do when they renew their leases. */
export async function callDrivers(config: Config, runIds: readonly string[]): Promise<void> {
  const redis = connectLive(config)
  for (const id of runIds) await redis.set(redisKeys.runCall(id), '1', { ex: CALL_SECONDS }).catch(() => undefined)
}

function connectLive(config: Config): Redis {
  return connectRedis(config, PATIENCE_MS)
}

/** An entry has the id of its last event, so that one that began before `after` is found, too. */
async function readEntries(redis: Redis, runId: string, after: EventId): Promise<Entries> {
  const start = formatEventId({ seq: after.seq, part: after.part + 1 })
  // The client's type is that of its deserialised answer; connectRedis leaves answers as Redis gives them.
  const entries = (await redis.xrange(redisKeys.runEvents(runId), start, '+', ENTRIES_PER_READ)) as unknown as [
    string,
    string[],
  ][]
  const events = entries.flatMap(([, [field, text, , sentAt]]) =>
    field === 'events' && text !== undefined ? parseEvents(text, Number(sentAt)) : [],
  )
  const sentAt = Number(entries[0]?.[1][3])
  return {
    events: events.filter(({ id }) => isAfter(id, after)),
    full: entries.length === ENTRIES_PER_READ,
    sentAt: Number.isNaN(sentAt) ? undefined : sentAt,
  }
}

/** A driver of an older release tells of the entry alone when it was sent. */
function parseEvents(text: string, sentAt: number): RunEvent[] {
  return (JSON.parse(text) as [string, string, unknown, string?][]).flatMap(([idText, type, data, at]) => {
    const id = parseEventId(idText)
    return id === undefined ? [] : [{ id, type, data, at: at ?? new Date(sentAt || Date.now()).toISOString() }]
  })
}

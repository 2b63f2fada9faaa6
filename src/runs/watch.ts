import type { Config } from '../config.ts'
import type { RunRow } from '../services/database-types.ts'
import { readPages } from '../services/read-pages.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import type { Log } from '../telemetry/log.ts'
import { isAfter, type EventId } from './event-id.ts'
import { endsRun, hasItsShape, type RunEvent } from './events.ts'
import type { Feed } from './feed.ts'
import { openLive, type LiveStream } from './live-stream.ts'
import { isUnattended } from './run.ts'

/**
 * With no news from Redis for so long, Postgres is asked. A driver sends on its events once a second, text before the
 * facts that end it: asked sooner, Postgres would tell of facts whose text is still to come.
 */
const QUIET_MS = 3000
/** The same when Redis does not answer, and facts come from Postgres alone. */
const QUIET_WITHOUT_REDIS_MS = 1000
/** So long a fact that Postgres has and Redis has not is held back: a driver's next beat brings it with its text. */
const BEAT_GRACE_MS = 1500
/** How long a reader of a feed sleeps before it looks whether the stream may go on. */
const FEED_WAIT_MS = 1000

export type WatchServices = {
  config: Config
  log: Log
  database: DatabaseClient
  /** Where a driver in this process gives its events, when this watcher's request drives the run. */
  feed?: Feed
  /** Called when nobody drives the run any more: gives the feed of a driver that takes it up. */
  takeUp: () => Feed
  /** Whether the stream may go on at all. */
  mayGoOn: () => boolean
  /** Asked before each look for news elsewhere than in a feed; false ends the watching before the run has ended. */
  mayLook: () => boolean
}

/**
 * Follows a run from `after` to its end, oldest event first, from any process. Facts come from Postgres wherever a feed
 * or the Redis stream lacks them, so that without Redis only the text in between is missing.
 */
export async function* watchRun(
  services: WatchServices,
  runId: string,
  after: EventId,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const { log, mayGoOn } = services
  const remote = openRemote(services, runId)
  let { feed } = services
  let position = after
  while (!signal.aborted && mayGoOn()) {
    let news = feed === undefined ? await remote.next(position, signal) : await feed.next(FEED_WAIT_MS, signal)
    if (news === 'ended') return
    if (news === 'unattended') {
      feed = services.takeUp()
      continue
    }
    if (news === undefined) {
      // The driver was not the one after all, or it broke off: the run goes on elsewhere.
      feed = undefined
      continue
    }
    news = news.filter(({ id }) => isAfter(id, position))
    if (missesFacts(news, position)) news = mergeEvents(await readFacts(services.database, runId, position.seq), news)
    for (const event of news) {
      if (!isAfter(event.id, position)) continue
      position = event.id
      if (!hasItsShape(event)) log('error', 'an event has not its shape', { run_id: runId, type: event.type })
      else yield event
      if (endsRun(event.type)) return
    }
  }
}

type News = RunEvent[] | 'ended' | 'unattended'

/** Reads a run that another process drives. */
function openRemote({ config, database, mayLook }: WatchServices, runId: string) {
  const live = openLive(config, runId)
  let lookedAt = 0
  let askedAt = 0
  let leaseEndsAt = Number.POSITIVE_INFINITY
  let mayHaveMore = false
  let heldBackAt: number | undefined

  /** Whether a driver may be about to send what Postgres has already. */
  function mayStillCome(run: RunRow): boolean {
    const now = Date.now()
    heldBackAt ??= now
    const endedAt = run.finished_at === null ? now : new Date(toIso(run.finished_at)).getTime()
    return !isUnattended(run, new Date()) && now - endedAt < BEAT_GRACE_MS && now - heldBackAt < BEAT_GRACE_MS
  }

  async function askPostgres(position: EventId, answered: boolean): Promise<News> {
    const [run] = rowsOf(await database.from('runs').select().eq('id', runId))
    if (run === undefined) return 'ended'
    if (run.last_event > position.seq) {
      if (answered && mayStillCome(run)) return []
      heldBackAt = undefined
      askedAt = Date.now()
      return readFacts(database, runId, position.seq)
    }
    askedAt = Date.now()
    if (run.finished_at !== null) return 'ended'
    leaseEndsAt = leaseEndOf(run)
    return isUnattended(run, new Date()) ? 'unattended' : []
  }

  return {
    /** What is new; nothing when there was none. */
    async next(position: EventId, signal: AbortSignal): Promise<News> {
      if (!mayHaveMore) await pause(lookedAt + config.EVENTS_POLL_MS - Date.now(), signal)
      if (signal.aborted || !mayLook()) return 'ended'
      lookedAt = Date.now()
      const { events, full, answered } = await look(live, position)
      mayHaveMore = full
      if (events.length > 0) {
        askedAt = Date.now()
        heldBackAt = undefined
        return events
      }
      const quietMs = answered ? QUIET_MS : QUIET_WITHOUT_REDIS_MS
      const now = Date.now()
      return now - askedAt >= quietMs || now > leaseEndsAt ? askPostgres(position, answered) : []
    },
  }
}

async function look(live: LiveStream, after: EventId) {
  try {
    return { ...(await live.read(after)), answered: true }
  } catch {
    // Facts are in Postgres; the watcher goes on with those.
    return { events: [], full: false, answered: false }
  }
}

function leaseEndOf({ lease_expires_at }: RunRow): number {
  return lease_expires_at === null ? 0 : new Date(toIso(lease_expires_at)).getTime()
}

/** Whether the news jump over a fact: it was trimmed, or made while Redis was away, or by an earlier driver. */
function missesFacts(news: RunEvent[], position: EventId): boolean {
  let seq = position.seq
  for (const { id } of news) {
    if (id.seq > seq + 1 || (id.seq === seq + 1 && id.part > 0)) return true
    seq = id.seq
  }
  return false
}

async function readFacts(database: DatabaseClient, runId: string, afterSeq: number): Promise<RunEvent[]> {
  const rows = await readPages<{ seq: number; type: string; data: unknown }>((from, to) =>
    database
      .from('run_events')
      .select('seq,type,data', { count: 'exact' })
      .eq('run_id', runId)
      .gt('seq', afterSeq)
      .order('seq')
      .range(from, to),
  )
  return rows.map((row) => ({ id: { seq: row.seq, part: 0 }, type: row.type, data: row.data }))
}

function mergeEvents(facts: RunEvent[], news: RunEvent[]): RunEvent[] {
  return [...facts, ...news].toSorted((a, b) => a.id.seq - b.id.seq || a.id.part - b.id.part)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}

import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import type { Config } from '../config.ts'
import { isAfter, type EventId } from './event-id.ts'
import { endsRun, type RunEvent } from './events.ts'
import { openLive, type LiveStream } from './live-stream.ts'
import { isUnattended } from './run.ts'

/** With no news from Redis for so long, Postgres is asked: Redis may be down, or have forgotten. */
const QUIET_MS = 1000

export type WatchServices = {
  config: Config
  database: DatabaseClient
  /** Called when nobody drives the run any more. */
  onUnattended: () => void
  /** Asked before each look for news; false ends the watching before the run has ended. */
  mayGoOn: () => boolean
}

/**
 * Follows a run from `after` to its end, oldest event first, from any process. Facts come from Postgres wherever the
 * Redis stream lacks them, so that without Redis only the text in between is missing.
 */
export async function* watchRun(
  services: WatchServices,
  runId: string,
  after: EventId,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const live = openLive(services.config, runId)
  let position = after
  let newsAt = 0
  while (!signal.aborted && services.mayGoOn()) {
    let news = await newsFromRedis(live, position)
    if (news.length === 0 && Date.now() - newsAt >= QUIET_MS) {
      newsAt = Date.now()
      const facts = await newsFromPostgres(services, runId, position)
      if (facts === 'ended') return
      news = await withText(live, position, facts)
    } else if (missesFacts(news, position)) {
      news = await withText(live, position, await readFacts(services.database, runId, position.seq))
    }
    if (news.length > 0) newsAt = Date.now()
    for (const event of news) {
      if (!isAfter(event.id, position)) continue
      position = event.id
      yield event
      if (endsRun(event.type)) return
    }
    if (news.length === 0) await pause(services.config.EVENTS_POLL_MS, signal)
  }
}

/** Facts that the live stream did not bring; `ended` when there will be none: the run has ended, or was deleted. */
async function newsFromPostgres(
  { database, onUnattended }: WatchServices,
  runId: string,
  position: EventId,
): Promise<RunEvent[] | 'ended'> {
  const [run] = rowsOf(await database.from('runs').select().eq('id', runId))
  if (run === undefined) return 'ended'
  if (run.last_event > position.seq) return readFacts(database, runId, position.seq)
  if (run.finished_at !== null) return 'ended'
  if (isUnattended(run, new Date())) onUnattended()
  return []
}

async function newsFromRedis(live: LiveStream, after: EventId): Promise<RunEvent[]> {
  try {
    return await live.read(after)
  } catch {
    // Facts are in Postgres; the watcher goes on with those.
    return []
  }
}

/** Whether the stream jumps over a fact: it was trimmed, or Redis was away when the fact was made. */
function missesFacts(news: RunEvent[], position: EventId): boolean {
  let seq = position.seq
  for (const { id } of news) {
    if (id.seq > seq + 1 || (id.seq === seq + 1 && id.part > 0)) return true
    seq = id.seq
  }
  return false
}

async function readFacts(database: DatabaseClient, runId: string, afterSeq: number): Promise<RunEvent[]> {
  const rows = rowsOf(
    await database.from('run_events').select('seq,type,data').eq('run_id', runId).gt('seq', afterSeq).order('seq'),
  )
  return rows.map((row) => ({ id: { seq: row.seq, part: 0 }, type: row.type, data: row.data }))
}

/** Facts with the text between them: it is in the stream before they are stored, but may not have been when it was read. */
async function withText(live: LiveStream, position: EventId, facts: RunEvent[]): Promise<RunEvent[]> {
  return facts.length === 0 ? facts : mergeEvents(facts, await newsFromRedis(live, position))
}

function mergeEvents(facts: RunEvent[], news: RunEvent[]): RunEvent[] {
  return [...facts, ...news].toSorted((a, b) => a.id.seq - b.id.seq || a.id.part - b.id.part)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
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

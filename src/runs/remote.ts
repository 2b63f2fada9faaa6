import type { Config } from '../config.ts'
import type { RunRow } from '../services/database-types.ts'
import { AppError } from '../errors.ts'
import { pause } from '../timing.ts'
import { rowsOf } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import type { EventId } from './event-id.ts'
import type { RunEvent } from './events.ts'
import { readFacts, type Asker } from './facts.ts'
import { openLive, type LiveStream } from './live-stream.ts'
import { attendedUntil, isUnattended } from './run.ts'

/**
 * With no news from Redis for so long, Postgres is asked. A driver sends on its events once a second, text before the
 * facts that end it: asked sooner, Postgres would tell of facts whose text is still to come.
 */
const QUIET_MS = 3000
/** The same when Redis does not answer, and facts come from Postgres alone. */
const QUIET_WITHOUT_REDIS_MS = 1000
/** So long a fact that Postgres has and Redis has not is held back: a driver's next beat brings it with its text. */
const BEAT_GRACE_MS = 5000

/** What is new, nothing when there was none; or that nothing is to come; or that nobody drives the run any more. */
export type News = RunEvent[] | 'ended' | 'unattended'

/** Reads a run that another process drives. */
export type Remote = {
  /** Looks for what came after `position`, `intervalMs` after the last look. Throws what the data API is answered with. */
  next: (asker: Asker, position: EventId, intervalMs: number) => Promise<News>
}

export function openRemote(config: Config, runId: string): Remote {
  const live = openLive(config, runId)
  let lookedAt = 0
  let askedAt = 0
  /** Asks anew then, whatever Redis says: the lease is over, or nothing is held back any more. */
  let askAt = Number.POSITIVE_INFINITY
  let mayHaveMore = false
  /** Whether the last look found all that there was, so that what the next one finds is news. */
  let caughtUp = false
  let heldBackAt: number | undefined

  /** Until when a driver may be about to send what Postgres has already. */
  function mayComeUntil(run: RunRow): number {
    heldBackAt ??= Date.now()
    const leftAt = run.finished_at ?? (run.status === 'awaiting_input' ? run.rested_at : null)
    if (leftAt !== null) return Math.min(new Date(toIso(leftAt)).getTime(), heldBackAt) + BEAT_GRACE_MS
    return Math.min(attendedUntil(run), heldBackAt + BEAT_GRACE_MS)
  }

  async function askPostgres({ openDatabase }: Asker, position: EventId, answered: boolean): Promise<News> {
    const database = openDatabase()
    const [run] = rowsOf(await database.from('runs').select().eq('id', runId))
    // For this asker alone: others may still see it.
    if (run === undefined) throw new AppError('not_found')
    askedAt = Date.now()
    askAt = attendedUntil(run)
    if (run.last_event > position.seq) {
      const until = mayComeUntil(run)
      if (answered && askedAt < until) {
        askAt = until
        return []
      }
      heldBackAt = undefined
      return readFacts(database, runId, position.seq)
    }
    if (run.finished_at !== null || run.status === 'awaiting_input') return 'ended'
    return isUnattended(run, new Date()) ? 'unattended' : []
  }

  return {
    async next(asker, position, intervalMs) {
      if (!mayHaveMore) await pause(lookedAt + intervalMs - Date.now())
      lookedAt = Date.now()
      const { events, full, answered, sentAt } = await look(live, position)
      const isNews = caughtUp
      mayHaveMore = full
      caughtUp = answered && !full
      const now = Date.now()
      if (events.length > 0) {
        if (isNews && sentAt !== undefined) asker.noteLag?.('redis', Math.max(0, now - sentAt))
        askedAt = now
        heldBackAt = undefined
        return events
      }
      const quietMs = answered ? QUIET_MS : QUIET_WITHOUT_REDIS_MS
      if (now - askedAt < quietMs && now <= askAt) return []
      const quietSince = askedAt
      const news = await askPostgres(asker, position, answered)
      // How old these are at most.
      if (Array.isArray(news) && news.length > 0 && quietSince > 0) asker.noteLag?.('postgres', now - quietSince)
      return news
    },
  }
}

async function look(live: LiveStream, after: EventId) {
  try {
    return { ...(await live.read(after)), answered: true }
  } catch {
    // Facts are in Postgres; the watcher goes on with those.
    return { events: [], full: false, sentAt: undefined, answered: false }
  }
}

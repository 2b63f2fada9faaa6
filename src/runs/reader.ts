import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { rowsOf } from '../services/supabase.ts'
import { pause } from '../timing.ts'
import type { EventId } from './event-id.ts'
import type { RunEvent } from './events.ts'
import { completeNews, type Asker } from './facts.ts'
import type { Feed } from './feed.ts'
import { openRemote, type News } from './remote.ts'
import { createTail, type Batch, type Tail } from './tail.ts'

/** How long a turn waits for a driver of this process to say something. */
const FEED_WAIT_MS = 1000
/** Watchers that read together do so as often as they would have alone, and so many times as often at most. */
const MOST_READS_PER_POLL = 4
/** So much longer events of a driver in this process gather for each watcher, since each is sent to all of them … */
const GATHER_MS_PER_WATCHER = 0.25
/** … up to this. */
const MOST_GATHER_MS = 250

/** What a turn has come to, besides events. */
export type Turn = Exclude<News, RunEvent[]> | undefined

/** Reads a run for all its watchers in a process. One that is lost costs nothing: each watcher knows where it stands. */
export type Reader = {
  /** Reads from a driver in this process from now on, until it is done. */
  follow: (feed: Feed) => void
  /** Whether a driver in this process drives the run. */
  isFed: () => boolean
  /** What is here from behind `position`; undefined when it is not, and the watcher has to look for itself. */
  since: (position: EventId) => Batch[] | undefined
  /**
   * Waits until there is more, for about as long as between two looks of one watcher. Who calls while others wait shares
   * their turn. Throws what the data API is answered with, to the one by whose rights it was asked.
   */
  take: (asker: Asker) => Promise<Turn>
  /**
   * Whether the run awaits input behind this fact, its last. Asked once for all who watch: who came later than it was asked
   * may know of an answer to the run, and has it asked anew. Throws like `take`.
   */
  isAtRest: (asker: Asker, seq: number, cameAt: number) => Promise<boolean>
}

export function createReader(config: Config, runId: string, countWatchers: () => number): Reader {
  const remote = openRemote(config, runId)
  let tail: Tail | undefined
  /** Of drivers in this process: one that drives, and those that would, each read to its end before the next. */
  let feeds: Feed[] = []
  let fedAt = 0
  let heard: Promise<Turn> | undefined
  let rest: { seq: number; askedAt: number; answer: Promise<boolean> } | undefined

  async function add(asker: Asker, news: readonly RunEvent[]): Promise<void> {
    const [first] = news
    if (first === undefined) return
    tail ??= createTail(placeBefore(first.id))
    tail.add(await completeNews(asker, runId, tail.end(), news))
  }

  async function takeFromFeed(asker: Asker, from: Feed): Promise<Turn> {
    const gatherMs = Math.min(MOST_GATHER_MS, (countWatchers() - 1) * GATHER_MS_PER_WATCHER)
    await pause(fedAt + gatherMs - Date.now())
    const news = await from.next(FEED_WAIT_MS)
    fedAt = Date.now()
    // The driver is done, or it was not the one after all: then the run goes on elsewhere.
    if (news === undefined) feeds = feeds.filter((feed) => feed !== from)
    await add(asker, news ?? [])
    return undefined
  }

  async function takeFromRemote(asker: Asker): Promise<Turn> {
    const until = Date.now() + config.EVENTS_POLL_MS
    while (tail !== undefined) {
      const together = Math.max(1, Math.min(MOST_READS_PER_POLL, countWatchers()))
      const news = await remote.next(asker, tail.end(), config.EVENTS_POLL_MS / together)
      if (!Array.isArray(news)) return news
      await add(asker, news)
      if (news.length > 0 || feeds.length > 0 || Date.now() >= until) break
    }
    return undefined
  }

  return {
    follow: (given) => void feeds.push(given),
    isFed: () => feeds.some((feed) => !feed.isClosed()),
    since(position) {
      // Where the tail of a feed begins is told by its first event.
      if (tail === undefined && feeds.length > 0) return []
      tail ??= createTail(position)
      return tail.since(position)
    },
    take(asker) {
      if (heard !== undefined) return heard
      const [feed] = feeds
      const begun = feed === undefined ? takeFromRemote(asker) : takeFromFeed(asker, feed)
      const turn = begun.finally(() => (heard = undefined))
      // What is to be done, and what went wrong, is for the one who began the turn. All others wait for one promise.
      heard = turn.then((came) => (came === 'ended' ? came : undefined)).catch(() => undefined)
      return turn
    },
    async isAtRest(asker, seq, cameAt) {
      while (rest !== undefined && rest.seq === seq && rest.askedAt >= cameAt) {
        const shared = rest
        const answer = await shared.answer.catch(() => undefined)
        if (answer !== undefined) return answer
        if (rest === shared) rest = undefined
      }
      rest = { seq, askedAt: performance.now(), answer: askIfAtRest(asker, runId, seq) }
      return rest.answer
    },
  }
}

async function askIfAtRest({ openDatabase }: Asker, runId: string, seq: number): Promise<boolean> {
  const [run] = rowsOf(await openDatabase().from('runs').select('status,last_event').eq('id', runId))
  // For this asker alone: others may still see it.
  if (run === undefined) throw new AppError('not_found')
  return run.status === 'awaiting_input' && run.last_event <= seq
}

/** Text between the last fact and the event may be missing behind it, as when a driver takes a run over; no fact is. */
function placeBefore({ seq, part }: EventId): EventId {
  return part > 0 ? { seq, part: part - 1 } : { seq: seq - 1, part: 0 }
}

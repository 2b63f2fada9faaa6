import type { Config } from '../config.ts'
import { rowsOf } from '../services/supabase.ts'
import { unlessAborted } from '../timing.ts'
import type { EventId } from './event-id.ts'
import { endsRun, type FactType } from './events.ts'
import { completeNews, type Asker } from './facts.ts'
import type { Reader } from './reader.ts'
import type { Readers } from './readers.ts'
import { openRemote, type Remote } from './remote.ts'
import type { Batch } from './tail.ts'

export type WatchServices = Asker & {
  config: Config
  /** What this process reads for all watchers of a run. */
  readers: Readers
  /** Called when nobody drives the run any more: has a driver take it up, which feeds the readers. */
  takeUp: () => void
  /** Ends the watching before the run has ended. */
  end: AbortSignal
  /** Asked before each look for news elsewhere than in this process; false ends the watching before the run has ended. */
  mayLook: () => boolean
}

/**
 * Follows a run from `after` to its end, or to where it rests until it is given input, oldest event first, from any process. Facts come from Postgres wherever a feed
 * or the Redis stream lacks them, so that without Redis only the text in between is missing. Nothing is waited for any
 * more once it has to end.
 */
export async function* watchRun(services: WatchServices, runId: string, after: EventId): AsyncGenerator<Batch> {
  const { reader, close } = services.readers.open(runId)
  const watcher = createWatcher(services, runId, reader)
  let position = after
  try {
    for (;;) {
      const news = await unlessAborted(watcher.next(position), services.end)
      if (news === undefined || news === 'ended') return
      for (const batch of news) {
        position = batch.at(-1)?.id ?? position
        if (batch.length > 0) yield batch
        if (batch.some(({ type }) => endsRun(type))) return
        if (batch.at(-1)?.type === RESTS && (await isAtRest(services, runId, position))) return
      }
    }
  } finally {
    close()
  }
}

const RESTS = 'run.awaiting_input' satisfies FactType

/** Whether the event is the last one, and the run has not been answered. */
async function isAtRest({ openDatabase }: Asker, runId: string, position: EventId): Promise<boolean> {
  const [run] = rowsOf(await openDatabase().from('runs').select('status,last_event').eq('id', runId))
  return run === undefined || (run.status === 'awaiting_input' && run.last_event <= position.seq)
}

/** Reads with all others where it can, and for itself while it is further behind than what is kept for all. */
function createWatcher(services: WatchServices, runId: string, reader: Reader) {
  let own: Remote | undefined

  async function lookAlone(position: EventId): Promise<Batch[] | 'ended'> {
    own ??= openRemote(services.config, runId)
    const news = await own.next(services, position, services.config.EVENTS_POLL_MS)
    if (news === 'ended') return news
    if (news === 'unattended') services.takeUp()
    return news === 'unattended' ? [] : [await completeNews(services, runId, position, news)]
  }

  return {
    async next(position: EventId): Promise<Batch[] | 'ended'> {
      const kept = reader.since(position)
      if (kept === undefined) return services.mayLook() ? lookAlone(position) : 'ended'
      if (kept.length > 0) return kept
      if (!reader.isFed() && !services.mayLook()) return 'ended'
      const turn = await reader.take(services)
      if (turn === 'unattended') services.takeUp()
      return turn === 'ended' ? turn : []
    },
  }
}

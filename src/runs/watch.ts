import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { EventId } from './event-id.ts'
import { endsRun, type FactType } from './events.ts'
import { completeNews, requireSight, type Asker } from './facts.ts'
import type { Readers } from './readers.ts'
import { openRemote, type Remote } from './remote.ts'
import type { Batch } from './tail.ts'

export type WatchServices = Asker & {
  config: Config
  /** What this process reads for all watchers of a run. */
  readers: Readers
  /** Whether the project has members, of whom each may be removed while they watch. */
  isShared: boolean
  /** Called when nobody drives the run any more: has a driver take it up, which feeds the readers. */
  takeUp: () => void
}

/** One who follows a run. There are thousands of them: what all need is in the reader that they share. */
export type Watch = {
  /**
   * What is new, oldest event first; nothing when there was nothing for about as long as between two looks. `ended` when
   * nothing is to come, `poll_limit` after EVENTS_MAX_POLLS looks elsewhere than in this process. Throws what the data
   * API is answered with.
   */
  next: () => Promise<Batch[] | 'ended' | 'poll_limit'>
  close: () => void
}

const RESTS = 'run.awaiting_input' satisfies FactType
/** So often one who watches a run of a shared project asks whether they still may, whoever it is that reads for them. */
const SIGHT_MS = 3000

/**
 * Follows a run from `after` to its end, or to where it rests until it is given input, from any process. Facts come from
 * Postgres wherever a feed or the Redis stream lacks them, so that without Redis only the text in between is missing.
 */
export function watchRun(services: WatchServices, runId: string, after: EventId): Watch {
  const { reader, close } = services.readers.open(runId)
  const mostLooks = services.config.EVENTS_MAX_POLLS
  const cameAt = performance.now()
  let position = after
  let lastType: string | undefined
  let looks = 0
  let own: Remote | undefined
  let seenAt = cameAt

  function give(news: Batch[]): Batch[] {
    const last = news.findLast((batch) => batch.length > 0)?.at(-1)
    position = last?.id ?? position
    lastType = last?.type ?? lastType
    return news
  }

  function mayLook(): boolean {
    looks += 1
    return mostLooks === 0 || looks <= mostLooks
  }

  /** A service that does not answer ends no stream: it is asked anew. */
  async function lookIfAllowed(): Promise<void> {
    if (!services.isShared || performance.now() - seenAt < SIGHT_MS) return
    seenAt = performance.now()
    await requireSight(services.openDatabase(), runId).catch((error: unknown) => {
      if (!(error instanceof AppError && error.code === 'service_unavailable')) throw error
    })
  }

  /** For itself, while it is further behind than what is kept for all. */
  async function lookAlone(): Promise<Batch[] | 'ended'> {
    own ??= openRemote(services.config, runId)
    const news = await own.next(services, position, services.config.EVENTS_POLL_MS)
    if (news === 'ended') return news
    if (news === 'unattended') services.takeUp()
    return news === 'unattended' ? [] : give([await completeNews(services, runId, position, news)])
  }

  async function look(): Promise<Batch[] | 'ended' | 'poll_limit'> {
    if (lastType !== undefined && endsRun(lastType)) return 'ended'
    await lookIfAllowed()
    if (lastType === RESTS && (await reader.isAtRest(services, position.seq, cameAt))) return 'ended'
    const kept = reader.since(position)
    if (kept === undefined) return mayLook() ? lookAlone() : 'poll_limit'
    if (kept.length > 0) return give(kept)
    if (!reader.isFed() && !mayLook()) return 'poll_limit'
    const turn = await reader.take(services)
    if (turn === 'unattended') services.takeUp()
    return turn === 'ended' ? turn : []
  }

  return {
    close,
    next: () =>
      look().catch((error: unknown) => {
        // The run is gone, or is no business of this watcher any more.
        if (error instanceof AppError && error.code === 'not_found') return 'ended' as const
        throw error
      }),
  }
}

import type { Config } from '../config.ts'

/** An event stream that somebody reads. */
type OpenStream = {
  userId: string
  /** Called every now and then: what has been silent for long says that it is still there. */
  stayAlive: () => void
  /** Called when the process is about to end, unless it was already. */
  drain: () => void
}

/** The event streams that are open in this process: they take its memory and its time, so it guards those by itself. */
export type OpenStreams = {
  /** Which bound leaves no room for one more stream of the account. */
  fullFor: (userId: string) => 'account' | 'process' | undefined
  /** Counts a stream and looks after it until the function that it gives is called. */
  enter: (stream: OpenStream, draining: AbortSignal | undefined) => () => void
}

/** So often in the time after which a silent stream says something, all are looked at: one timer serves them. */
const LOOKS_PER_HEARTBEAT = 4

export function countStreams(config: Config): OpenStreams {
  const { EVENTS_STREAMS_PER_ACCOUNT, EVENTS_STREAMS_PER_PROCESS, EVENTS_HEARTBEAT_MS } = config
  const byAccount = new Map<string, number>()
  const streams = new Set<OpenStream>()
  let timer: ReturnType<typeof setInterval> | undefined

  function count(userId: string, by: 1 | -1): void {
    const count = (byAccount.get(userId) ?? 0) + by
    if (count === 0) byAccount.delete(userId)
    else byAccount.set(userId, count)
  }

  function drainAll(): void {
    for (const stream of streams) stream.drain()
  }

  return {
    fullFor(userId) {
      if (isReached(EVENTS_STREAMS_PER_PROCESS, streams.size)) return 'process'
      return isReached(EVENTS_STREAMS_PER_ACCOUNT, byAccount.get(userId) ?? 0) ? 'account' : undefined
    },
    enter(stream, draining) {
      streams.add(stream)
      count(stream.userId, 1)
      timer ??= setInterval(() => {
        for (const { stayAlive } of streams) stayAlive()
      }, EVENTS_HEARTBEAT_MS / LOOKS_PER_HEARTBEAT)
      // The same listener again is none.
      draining?.addEventListener('abort', drainAll, { once: true })
      return () => {
        if (!streams.delete(stream)) return
        count(stream.userId, -1)
        if (streams.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

function isReached(most: number, count: number): boolean {
  return most > 0 && count >= most
}

import type { Config } from '../config.ts'

/** The event streams that are open in this process: they take its memory and its time, so it guards those by itself. */
export type OpenStreams = {
  /** Which bound leaves no room for one more stream of the account. */
  fullFor: (userId: string) => 'account' | 'process' | undefined
  /** Counts a stream until the function that it gives is called. */
  enter: (userId: string) => () => void
}

export function countStreams({ EVENTS_STREAMS_PER_ACCOUNT, EVENTS_STREAMS_PER_PROCESS }: Config): OpenStreams {
  const byAccount = new Map<string, number>()
  let all = 0

  function add(userId: string, by: 1 | -1): void {
    const count = (byAccount.get(userId) ?? 0) + by
    if (count === 0) byAccount.delete(userId)
    else byAccount.set(userId, count)
    all += by
  }

  return {
    fullFor(userId) {
      if (isReached(EVENTS_STREAMS_PER_PROCESS, all)) return 'process'
      return isReached(EVENTS_STREAMS_PER_ACCOUNT, byAccount.get(userId) ?? 0) ? 'account' : undefined
    },
    enter(userId) {
      add(userId, 1)
      return () => add(userId, -1)
    },
  }
}

function isReached(most: number, count: number): boolean {
  return most > 0 && count >= most
}

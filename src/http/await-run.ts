// A request that is answered when a run has come to its end, for programs that want no event stream. It reads what watchers read.
import * as z from 'zod'
import { watchRun } from '../runs/watch.ts'
import { callerOf, type AppContext } from './context.ts'
import type { Followed } from './run-stream.ts'
import { watchServicesOf } from './watch-services.ts'

/** The longest wait that may be asked for: many proxies give up on an answer that takes longer. */
const MOST_WAIT_SECONDS = 60

export const waitQuery = z.coerce
  .number({ error: `must be a whole number of seconds from 0 to ${MOST_WAIT_SECONDS}` })
  .int()
  .min(0)
  .max(MOST_WAIT_SECONDS)
  .default(0)
  .meta({ description: 'For how many seconds to wait at most.' })

/**
 * Waits until nothing is to come of the run, for as long as asked and as long as this process and its runtime have. Takes a
 * place among the event streams meanwhile. Throws what the data API is answered with.
 */
export async function awaitRun(c: AppContext, { runId, after, takeUp }: Followed, seconds: number): Promise<void> {
  const draining = c.env?.draining
  const { signal } = c.req.raw
  if (draining?.aborted === true || signal.aborted) return
  let stop: () => void = () => undefined
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  const timer = setTimeout(stop, Math.min(seconds * 1000, c.env?.longestWaitMs ?? Infinity))
  signal.addEventListener('abort', stop, { once: true })
  const place = { userId: callerOf(c).userId, stayAlive: () => undefined, drain: stop }
  const leave = c.get('openStreams').enter(place, draining)
  const watch = watchRun(watchServicesOf(c, takeUp), runId, after)
  let isOver = false

  async function watchToEnd(): Promise<void> {
    for (;;) {
      const news = await watch.next()
      if (isOver || news === 'ended' || news === 'poll_limit') return
    }
  }

  try {
    await Promise.race([stopped, watchToEnd()])
  } finally {
    isOver = true
    clearTimeout(timer)
    watch.close()
    leave()
  }
}

import { AppError } from '../errors.ts'
import { RunCanceled, type Journal } from './journal.ts'

/** How often a driver listens for a call. One Redis command each time. */
const LISTEN_MS = 250

/**
 * Renews a driver's lease while it works, and learns that way that it must stop: canceled by the user, or replaced.
 * Then `stop` is aborted with the reason. Whoever cancels calls the driver, which then renews at once. A renewal that
 * does not get through is tried again: if the lease runs out meanwhile, the next write finds that out.
 */
export function keepLease(journal: Journal, leaseSeconds: number, stop: AbortController): { release: () => void } {
  const renew = oneAtATime(() =>
    journal.renew().catch((error: unknown) => {
      const replaced = error instanceof AppError && error.code === 'stale_epoch'
      if (replaced || error instanceof RunCanceled) stop.abort(error)
    }),
  )
  const listen = oneAtATime(async () => {
    if (await journal.isCalled()) await renew()
  })
  const timers = [
    setInterval(() => void renew(), Math.min(3000, (leaseSeconds * 1000) / 3)),
    setInterval(() => void listen(), LISTEN_MS),
  ]
  return { release: () => timers.forEach(clearInterval) }
}

/** Leaves out a call while the one before is under way. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let busy = false
  return async () => {
    if (busy) return
    busy = true
    await work().finally(() => {
      busy = false
    })
  }
}

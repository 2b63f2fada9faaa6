import { AppError } from '../errors.ts'
import { RunCanceled, type Journal } from './journal.ts'

/**
 * Renews a driver's lease while it works, and learns that way that it must stop: canceled by the user, or replaced.
 * Then `stop` is aborted with the reason. A renewal that does not get through is tried again: if the lease runs out
 * meanwhile, the next write finds that out.
 */
export function keepLease(journal: Journal, leaseSeconds: number, stop: AbortController): { release: () => void } {
  const everyMs = Math.min(3000, (leaseSeconds * 1000) / 3)
  let renewing = false
  const timer = setInterval(() => {
    if (renewing) return
    renewing = true
    journal
      .renew()
      .catch((error: unknown) => {
        const replaced = error instanceof AppError && error.code === 'stale_epoch'
        if (replaced || error instanceof RunCanceled) stop.abort(error)
      })
      .finally(() => {
        renewing = false
      })
  }, everyMs)
  return { release: () => clearInterval(timer) }
}

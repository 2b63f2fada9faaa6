import { describeError, type Log } from '../telemetry/log.ts'
import type { Broadcast } from './broadcast.ts'
import { isReplaced, RunCanceled, type Journal } from './journal.ts'

/** One Redis pipeline a beat: what has happened goes out to watchers, and a call for the driver comes in. */
const BEAT_MS = 1000

/**
 * While a driver works, sends on its events, and renews its lease when nothing was stored for a third of it or when
 * somebody calls. It learns that way that it must stop, canceled by the user or replaced: `stop` is aborted with the
 * reason. A renewal that does not get through is tried again; if the lease runs out meanwhile, the next write finds out.
 */
export function startHeartbeat(
  services: { journal: Journal; broadcast: Broadcast; log: Log },
  leaseSeconds: number,
  stop: AbortController,
): { end: () => void } {
  const { journal, broadcast, log } = services
  const renewAfterMs = (leaseSeconds * 1000) / 3
  let busy = false

  async function beat(): Promise<void> {
    const called = await broadcast.beat().catch((error: unknown) => {
      log('warn', 'live events were lost', describeError(error))
      return false
    })
    if (!called && Date.now() - journal.renewedAt() < renewAfterMs) return
    await journal.renew().catch((error: unknown) => {
      if (isReplaced(error) || error instanceof RunCanceled) stop.abort(error)
    })
  }

  const timer = setInterval(
    () => {
      if (busy) return
      busy = true
      void beat().finally(() => (busy = false))
    },
    Math.min(BEAT_MS, renewAfterMs / 2),
  )
  return { end: () => clearInterval(timer) }
}

import { ApiError, mayPass } from './api-error.ts'

/** So often in a row something is tried without getting any further. */
const MOST_TRIES = 12
const LONGEST_PAUSE_MS = 15_000
const FIRST_PAUSE_MS = 100

export type Retries = {
  /** Called when something has come: what was in vain before is forgotten. */
  progress: () => void
  /** Waits until it may be tried again. Throws the error that cannot pass, or that has come too often. */
  pause: (error: unknown) => Promise<void>
}

/** The first time at once, since a stream may be cut at any time; then at longer and longer intervals. */
export function createRetries(signal: AbortSignal | undefined): Retries {
  let tries = 0
  return {
    progress: () => void (tries = 0),
    async pause(error) {
      signal?.throwIfAborted()
      tries += 1
      if (!mayPass(error) || tries > MOST_TRIES) throw error
      const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1000 : 0
      // Many clients that were cut at once come back one by one.
      const grown = tries === 1 ? 0 : FIRST_PAUSE_MS * 2 ** (tries - 2) * (0.5 + Math.random())
      await sleep(Math.min(LONGEST_PAUSE_MS, Math.max(asked, grown)), signal)
    },
  }
}

/** Throws the reason of the signal as soon as that is aborted. */
export async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (ms === 0) return
  let stop: () => void = () => undefined
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    stop = () => {
      clearTimeout(timer)
      resolve()
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
  signal?.removeEventListener('abort', stop)
  signal?.throwIfAborted()
}

import { pause } from '../timing.ts'

/** Pauses before a call is made again, in milliseconds: each is drawn between half and the whole of it. */
const PAUSES_MS = [100, 300, 1000, 2500]
/** After so long a call is not made a second time again: whoever comes later may find a service that answers. */
const MOST_MS = 6000

/** What passes by itself, by its status: too many calls, and whatever a server or a gateway calls its own fault. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500
}

/**
 * A fetch that makes a call again when nothing answered or when the answer is a fault that passes, with growing pauses
 * and jitter: once in any case, and more often for a few seconds. Gives the last answer, or throws the last error. The
 * calls must change nothing when they are made twice.
 */
export function fetchWithRetries(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const start = Date.now()
    for (const [index, pauseMs] of PAUSES_MS.entries()) {
      const response = await fetch(input, init).catch((error: unknown) => {
        if (index > 0 && Date.now() - start + pauseMs > MOST_MS) throw error
        return undefined
      })
      const wantedMs = Number(response?.headers.get('Retry-After') ?? 0) * 1000 || 0
      if (response !== undefined && (!isPassing(response.status) || wantedMs > MOST_MS)) return response
      await response?.body?.cancel()
      await pause(Math.max(wantedMs, pauseMs * (0.5 + Math.random() / 2)))
    }
    return fetch(input, init)
  }
}

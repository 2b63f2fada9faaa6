import { pause } from '../timing.ts'

/** Pauses before a call is made again, in milliseconds: each is drawn between half and the whole of it. */
const PAUSES_MS = [100, 300, 1000, 2500, 5000]
/** A service that asks for more patience than this is waited for by somebody else. */
const MOST_PAUSE_MS = 10_000

/** What passes by itself, by its status: too many calls, and whatever a server or a gateway calls its own fault. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500
}

/**
 * A fetch that makes a call again when nothing answered or when the answer is a fault that passes, with growing pauses
 * and jitter. Gives the last answer, or throws the last error, after about nine seconds of pauses. The calls must change
 * nothing when they are made twice.
 */
export function fetchWithRetries(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    for (const pauseMs of PAUSES_MS) {
      const response = await fetch(input, init).catch(() => undefined)
      const wantedMs = Number(response?.headers.get('Retry-After') ?? 0) * 1000
      if (response !== undefined && (!isPassing(response.status) || wantedMs > MOST_PAUSE_MS)) return response
      await response?.body?.cancel()
      await pause(Math.max(wantedMs || 0, pauseMs * (0.5 + Math.random() / 2)))
    }
    return fetch(input, init)
  }
}

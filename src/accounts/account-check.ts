// A token outlives its account by up to its whole life, and is verified without asking anybody: so this asks.
import type { Config } from '../config.ts'
import { connectAsUser, rowsOf } from '../services/supabase.ts'
import type { Meter } from '../telemetry/metrics.ts'

/** A deleted account is believed in for so long at most, in each process. */
export const ACCOUNT_MAX_AGE_MS = 60_000
/** How long a request waits for the answer, and how long none is asked for after one that did not come. */
const PATIENCE_MS = 2000
const RETRY_MS = 5000
/** Accounts that one process remembers, a hundred bytes each. */
const MOST_REMEMBERED = 10_000

export type AccountCheck = (
  caller: { userId: string; readToken: () => Promise<string> },
  meter?: Meter,
) => Promise<boolean>

/**
 * Whether the account of a verified token is still there: one call of the data API for each account, process and minute.
 * When that does not answer, the token alone counts, since whoever needs no data is served without it.
 */
export function createAccountCheck(config: Config, now: () => number = Date.now): AccountCheck {
  const patient = { ...config, SERVICE_TIMEOUT_MS: Math.min(PATIENCE_MS, config.SERVICE_TIMEOUT_MS) }
  // Answers and no promises: on Workers, one request must not wait for what another has begun.
  const remembered = new Map<string, { exists: boolean; until: number }>()

  function remember(userId: string, exists: boolean, forMs: number): boolean {
    remembered.delete(userId)
    const [oldest] = remembered.keys()
    if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
    remembered.set(userId, { exists, until: now() + forMs })
    return exists
  }

  return async function accountExists({ userId, readToken }, meter) {
    const known = remembered.get(userId)
    if (known !== undefined && now() < known.until) return known.exists
    const askedAt = now()
    try {
      const exists = rowsOf(await connectAsUser(patient, readToken, meter).rpc('account_exists'))
      return remember(userId, exists, ACCOUNT_MAX_AGE_MS - (now() - askedAt))
    } catch {
      return remember(userId, known?.exists ?? true, RETRY_MS)
    }
  }
}

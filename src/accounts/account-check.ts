// A token outlives its account by up to its whole life, and is verified without asking anybody: so this asks, and learns what
// the account may do on the way.
import type { Config } from '../config.ts'
import type { AccountLimits } from '../services/database-types.ts'
import { connectAsUser, rowsOf } from '../services/supabase.ts'
import type { Meter } from '../telemetry/metrics.ts'

/** A deleted account is believed in for so long at most, in each process, and so are limits that were changed. */
export const ACCOUNT_MAX_AGE_MS = 60_000
/** How long a request waits for the answer, and how long none is asked for after one that did not come. */
const PATIENCE_MS = 2000
const RETRY_MS = 5000
/** Accounts that one process remembers, a hundred bytes each. */
const MOST_REMEMBERED = 10_000

/** Limits are undefined while nobody could be asked for them. */
export type AccountState = { exists: boolean; limits: AccountLimits | undefined }
type AskedFor = { userId: string; readToken: () => Promise<string> }
export type AccountCheck = (caller: AskedFor, meter?: Meter) => Promise<AccountState>

/**
 * Whether the account of a verified token is still there, and its limits: one call of the data API for each account, process
 * and minute. When that does not answer, the token alone counts, since whoever needs no data is served without it.
 */
export function createAccountCheck(config: Config, now: () => number = Date.now): AccountCheck {
  const patient = { ...config, SERVICE_TIMEOUT_MS: Math.min(PATIENCE_MS, config.SERVICE_TIMEOUT_MS) }
  // Answers and no promises: on Workers, one request must not wait for what another has begun.
  const remembered = new Map<string, { state: AccountState; until: number }>()

  function remember(userId: string, state: AccountState, forMs: number): AccountState {
    remembered.delete(userId)
    const [oldest] = remembered.keys()
    if (remembered.size >= MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest)
    remembered.set(userId, { state, until: now() + forMs })
    return state
  }

  return async function checkAccount({ userId, readToken }, meter) {
    const known = remembered.get(userId)
    if (known !== undefined && now() < known.until) return known.state
    const askedAt = now()
    try {
      const [limits] = rowsOf(await connectAsUser(patient, readToken, meter).rpc('account_limits'))
      return remember(userId, { exists: limits !== undefined, limits }, ACCOUNT_MAX_AGE_MS - (now() - askedAt))
    } catch {
      return remember(userId, known?.state ?? { exists: true, limits: undefined }, RETRY_MS)
    }
  }
}

// A token outlives its account by up to its whole life, and is verified without asking anybody: so this asks, and learns what
// the account may do on the way.
import type { Config } from '../config.ts'
import type { AccountLimits } from '../services/database-types.ts'
import { connectAsUser, rowsOf } from '../services/supabase.ts'
import type { CallTelemetry } from '../telemetry/telemetry.ts'
import { createMemory } from './memory.ts'

/** A deleted account is believed in for so long at most, in each process, and so are limits that were changed. */
export const ACCOUNT_MAX_AGE_MS = 60_000
/** How long a request waits for the answer, and how long none is asked for after one that did not come. */
const PATIENCE_MS = 2000
const RETRY_MS = 5000

/** Limits are undefined while nobody could be asked for them. */
export type AccountState = { exists: boolean; limits: AccountLimits | undefined }
type AskedFor = { userId: string; readToken: () => Promise<string> }
export type AccountCheck = (caller: AskedFor, telemetry?: CallTelemetry) => Promise<AccountState>

/**
 * Whether the account of a verified token is still there, and its limits: one call of the data API for each account, process
 * and minute. When that does not answer, the token alone counts, since whoever needs no data is served without it.
 */
export function createAccountCheck(config: Config, now: () => number = Date.now): AccountCheck {
  const patient = { ...config, SERVICE_TIMEOUT_MS: Math.min(PATIENCE_MS, config.SERVICE_TIMEOUT_MS) }
  const memory = createMemory<AccountState>()

  function remember(userId: string, state: AccountState, forMs: number): AccountState {
    memory.remember(userId, state, now() + forMs)
    return state
  }

  return async function checkAccount({ userId, readToken }, telemetry) {
    const known = memory.recall(userId)
    if (known !== undefined && now() < known.until) return known.answer
    const askedAt = now()
    try {
      const [limits] = rowsOf(await connectAsUser(patient, readToken, telemetry).rpc('account_limits'))
      return remember(userId, { exists: limits !== undefined, limits }, ACCOUNT_MAX_AGE_MS - (now() - askedAt))
    } catch {
      return remember(userId, known?.answer ?? { exists: true, limits: undefined }, RETRY_MS)
    }
  }
}

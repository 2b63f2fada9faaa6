// A token outlives its account by up to its whole life, and is verified without asking anybody: so this asks, and learns what
// the account may do on the way.
import type { Config } from '../config.ts'
import type { AccountLimits } from '../services/database-types.ts'
import { connectAsUser, rowsOf } from '../services/supabase.ts'
import type { CallTelemetry } from '../telemetry/telemetry.ts'
import { createSharedMemory, type Ask, type Sharing } from './shared-memory.ts'

/** A deleted account or an ended session is believed in for so long at most, in each process, and so are changed limits. */
export const ACCOUNT_MAX_AGE_MS = 60_000
/** How long a request waits for the answer, and how long none is asked for after one that did not come. */
const PATIENCE_MS = 2000
const RETRY_MS = 5000

/** Limits are undefined while nobody could be asked for them. */
export type AccountState = { exists: boolean; hasFactor: boolean; limits: AccountLimits | undefined }
type Named = { userId: string; sessionId: string | undefined }
type Asked = Named & { readToken: () => Promise<string> }
type CheckOptions = { telemetry?: CallTelemetry; sharing?: Sharing | undefined }
export type AccountCheck = {
  check: (caller: Asked, options?: CheckOptions) => Promise<AccountState>
  /** Has this process ask anew. */
  forget: (caller: Named) => void
}

/**
 * Whether the account and the session of a verified token are still there, whether it has a second factor, and its limits:
 * one call of the data API for each session, process and minute. When that does not answer, the token alone counts, since
 * whoever needs no data is served without it.
 */
export function createAccountCheck(config: Config, now: () => number = Date.now): AccountCheck {
  const patient = { ...config, SERVICE_TIMEOUT_MS: Math.min(PATIENCE_MS, config.SERVICE_TIMEOUT_MS) }
  const memory = createSharedMemory<AccountState>(ACCOUNT_MAX_AGE_MS, now)

  function check({ readToken, ...named }: Asked, { telemetry, sharing }: CheckOptions = {}): Promise<AccountState> {
    const ask: Ask<AccountState> = async ({ isAhead, known }) => {
      const askedAt = now()
      try {
        const database = connectAsUser(patient, readToken, isAhead ? undefined : telemetry)
        const [limits] = rowsOf(await database.rpc('account_limits'))
        const answer = { exists: limits !== undefined, hasFactor: limits?.has_factor ?? false, limits }
        return { answer, until: askedAt + ACCOUNT_MAX_AGE_MS }
      } catch {
        return { answer: known ?? { exists: true, hasFactor: false, limits: undefined }, until: now() + RETRY_MS }
      }
    }
    return memory.read(nameOf(named), ask, sharing)
  }

  return { check, forget: (named) => memory.forget(nameOf(named)) }
}

function nameOf({ userId, sessionId = '' }: Named): string {
  return `${userId} ${sessionId}`
}

// Budgets of accounts and of keys. The most that a call can cost is reserved before it, in the database, which counts alone:
// of two callers with room for one, one passes, whichever process they came to.
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { AccountLimits, ApiKeyGrant } from '../services/database-types.ts'
import { connectAsDriver, connectAsService, rowsOf } from '../services/supabase.ts'

export type Spender = {
  userId: string
  key: ApiKeyGrant | undefined
  /** Undefined where nobody could be asked: then the database is. */
  limits: AccountLimits | undefined
}

/** A reservation that is never released, since its process died, comes back after so many seconds. */
const SHORTEST_HOLD_SECONDS = 900

/** Whether a call is to be counted beforehand: most accounts have no budget, and cost no call to the database for it. */
export function hasBudget({ key, limits }: Spender): boolean {
  if (limits === undefined || typeof key?.monthly_budget_usd === 'number') return true
  return limits.monthly_ai_usd !== null || limits.max_concurrent_calls !== null
}

/**
 * Reserves the most that a call can cost, in US dollars; undefined is that nobody knows. The result releases it, once what
 * the call did cost is recorded.
 * @throws {AppError} budget_exceeded, price_unknown, too_many_calls; service_unavailable when nobody can count
 */
export async function reserveBudget(
  config: Config,
  { userId, key }: Spender,
  mostUsd: number | undefined,
): Promise<() => Promise<void>> {
  const id = crypto.randomUUID()
  const reservation = {
    p_id: id,
    p_owner: userId,
    p_key: key?.id ?? null,
    p_amount: mostUsd ?? null,
    p_seconds: Math.max(SHORTEST_HOLD_SECONDS, Math.ceil((config.AI_ANSWER_TIMEOUT_MS * 2) / 1000)),
  }
  try {
    rowsOf(await connectAsService(config).rpc('reserve_budget', reservation))
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'service_unavailable') throw cause
    throw new AppError('service_unavailable', {
      message: 'The budget cannot be counted at the moment: try again.',
      cause,
    })
  }
  return async () => {
    // Made again when it fails, as a reservation that stays would hold money back.
    rowsOf(await connectAsDriver(config).rpc('release_budget', { p_id: id }))
  }
}

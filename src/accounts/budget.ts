// Budgets of accounts and of keys. The most that a call can cost is held before it, in the database, which counts alone: of
// two callers with room for one, one passes, whichever process they came to. Where much is left, a process that is asked a
// lot holds it for several calls at once, and gives back what it did not need.
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { AccountLimits, ApiKeyGrant, HeldBudget } from '../services/database-types.ts'
import { connectAsService, rowsOf } from '../services/supabase.ts'
import { pause } from '../timing.ts'
import { createLeases, LEASE_MS, type Lease, type Turn } from './leases.ts'

export type Spender = {
  userId: string
  key: ApiKeyGrant | undefined
  /** Undefined where nobody could be asked: then the database is. */
  limits: AccountLimits | undefined
}

/** What is held for one call. */
export type Hold = {
  /** Notes that the call has ended, and tells what is still to be held, once it has been recorded. */
  end: () => HeldBudget
}

/** Work behind the answer, which keeps the process alive, and may come to what is then still held. */
export type Later = (work: Promise<HeldBudget | undefined>) => void

/**
 * Holds the most that a call can cost, in US dollars; undefined is that nobody knows. The time of a lease ends `later`.
 * @throws {AppError} budget_exceeded, price_unknown, too_many_calls; service_unavailable when nobody can count
 */
export type HoldBudget = (spender: Spender, mostUsd: number | undefined, options: HoldOptions) => Promise<Hold>
export type HoldOptions = {
  later: Later
  /** Whether requests may wait for what another one has begun. */
  mayWait: boolean
}

/** A hold that is never released, since its process died, comes back after so many seconds. */
const SHORTEST_HOLD_SECONDS = 900

/** Of `leftUsd` further calls may begin until its end; `openUsd` are of those that have begun, `open` in number. */
type BudgetLease = Lease & { id: string; leftUsd: number; open: number; openUsd: number }

const NOTHING = () => undefined

/** Whether a call is to be counted beforehand: most accounts have no budget, and cost no call to the database for it. */
export function hasBudget({ key, limits }: Spender): boolean {
  if (limits === undefined || typeof key?.monthly_budget_usd === 'number') return true
  return limits.monthly_ai_usd !== null || limits.max_concurrent_calls !== null
}

/** The budgets as one process holds them. */
export function createBudgets(config: Config): HoldBudget {
  const leases = createLeases<BudgetLease>()

  return async function holdBudget(spender, mostUsd, { later, mayWait }) {
    const usd = mostUsd ?? 0
    // What nobody knows the price of may need a budget's refusal.
    const name = `${spender.userId}/${spender.key?.id ?? ''}/${mostUsd === undefined ? 'unpriced' : ''}`
    const ask = async (calls: number): Promise<BudgetLease> => {
      const lease = await leaseBudget(config, spender, mostUsd, calls)
      if (lease.size > 1) later(closeInTime(lease))
      return lease
    }
    const turn: Turn<BudgetLease> = {
      fits: ({ leftUsd }) => leftUsd >= usd,
      take: (lease) => {
        lease.leftUsd -= usd
        lease.openUsd += usd
        lease.open += 1
      },
    }
    const known = leases.take(name, turn)
    // Asked for ahead, nobody waits for it. Where nothing is left, the next one will hear.
    if (known !== undefined && leases.isLow(name))
      later(leases.renew(name, ask, undefined, mayWait).then(NOTHING, NOTHING))
    const lease = known ?? (await leases.renew(name, ask, turn, mayWait))
    return {
      end: () => {
        lease.openUsd -= usd
        lease.open -= 1
        return heldOf(lease)
      },
    }
  }
}

async function closeInTime(lease: BudgetLease): Promise<HeldBudget> {
  await pause(lease.until - Date.now())
  // Timers may ring a little early.
  lease.until = Math.min(lease.until, Date.now())
  return heldOf(lease)
}

async function leaseBudget(
  config: Config,
  { userId, key }: Spender,
  mostUsd: number | undefined,
  calls: number,
): Promise<BudgetLease> {
  const id = crypto.randomUUID()
  const wanted = {
    p_id: id,
    p_owner: userId,
    p_key: key?.id ?? null,
    p_amount: mostUsd ?? null,
    p_calls: calls,
    p_seconds: Math.max(SHORTEST_HOLD_SECONDS, Math.ceil((config.AI_ANSWER_TIMEOUT_MS * 2) / 1000)),
  }
  const until = Date.now() + LEASE_MS
  try {
    const size = rowsOf(await connectAsService(config).rpc('lease_budget', wanted))
    return { id, size, left: size, until, leftUsd: (mostUsd ?? 0) * size, open: 0, openUsd: 0 }
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'service_unavailable') throw cause
    const message = 'The budget cannot be counted at the moment: try again.'
    throw new AppError('service_unavailable', { message, cause })
  }
}

/** What is still to be held: of a lease whose time is over, what its open calls may cost. */
function heldOf({ id, open, openUsd, left, leftUsd, until }: BudgetLease): HeldBudget {
  const isOver = Date.now() >= until || left === 0
  return { id, amount_usd: Math.max(0, isOver ? openUsd : openUsd + leftUsd), calls: isOver ? open : open + left }
}

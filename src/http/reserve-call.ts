import { hasBudget } from '../accounts/budget.ts'
import { recordCall } from '../gateway/ledger.ts'
import { mostCostOf } from '../gateway/most-cost.ts'
import type { CallBody } from '../gateway/params.ts'
import { refreshFacts } from '../gateway/read-models.ts'
import type { HeldBudget } from '../services/database-types.ts'
import { callerOf, type AppContext } from './context.ts'

/**
 * Holds the most that a call to one of these models can cost, where its caller has a budget. The result notes its end, and
 * tells what is then still held.
 * @throws {AppError} as HoldBudget does
 */
export async function reserveCall(
  c: AppContext,
  models: readonly string[],
  body: CallBody,
): Promise<(() => HeldBudget) | undefined> {
  const [config, log, caller] = [c.get('config'), c.get('log'), callerOf(c)]
  if (!hasBudget(caller)) return undefined
  await refreshFacts(config)
  const settle = async (work: Promise<HeldBudget | undefined>) => {
    const held = await work
    if (held !== undefined) await recordCall(config, { rows: [], held, log })
  }
  const hold = c.get('holdBudget')
  return (await hold(caller, mostCostOf(config, models, body), (work) => c.get('defer')(settle(work)))).end
}

import { hasBudget, reserveBudget } from '../accounts/budget.ts'
import { mostCostOf } from '../gateway/most-cost.ts'
import type { CallBody } from '../gateway/params.ts'
import { refreshFacts } from '../gateway/read-models.ts'
import { describeError } from '../telemetry/log.ts'
import { callerOf, type AppContext } from './context.ts'

type Defer = (work: Promise<unknown>) => void

/**
 * Holds the most that a call to one of these models can cost, where its caller has a budget, and gives back what is to keep
 * the process alive while the call is recorded: behind that work, what was held is released.
 * @throws {AppError} as reserveBudget does
 */
export async function reserveCall(c: AppContext, models: readonly string[], body: CallBody): Promise<Defer> {
  const [config, defer, caller] = [c.get('config'), c.get('defer'), callerOf(c)]
  if (!hasBudget(caller)) return defer
  await refreshFacts(config)
  const release = await reserveBudget(config, caller, mostCostOf(config, models, body))
  const settle = async (work: Promise<unknown>) => {
    await work.catch((error: unknown) => c.get('log')('error', 'deferred work failed', describeError(error)))
    await release()
  }
  return (work) => defer(settle(work))
}

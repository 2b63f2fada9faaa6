import { hasBudget, reserveBudget, type Spender } from '../accounts/budget.ts'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { mostCostOf } from '../gateway/most-cost.ts'
import type { CallBody } from '../gateway/params.ts'
import { refreshFacts } from '../gateway/read-models.ts'
import { isOwnModel, type OwnProviders } from '../gateway/resolve-model.ts'
import { describeError } from '../telemetry/log.ts'
import { callerOf, type AppContext } from './context.ts'

type Defer = (work: Promise<unknown>) => void
type Wanted = { models: readonly string[]; own: OwnProviders; body: CallBody }
/** Which models may be asked, and what keeps the process alive while the call is recorded: then what was held is released. */
type Reserved = { models: readonly string[]; defer: Defer }

/**
 * Holds the most that a call to one of these models can cost, where its caller has a budget. Models that are asked with own
 * keys cost nothing: where there is no room for the others, they are asked alone.
 * @throws {AppError} as reserveBudget does
 */
export async function reserveCall(c: AppContext, wanted: Wanted): Promise<Reserved> {
  const [config, defer, caller] = [c.get('config'), c.get('defer'), callerOf(c)]
  if (!hasBudget(caller)) return { models: wanted.models, defer }
  await refreshFacts(config)
  const { models, release } = await hold(config, caller, wanted)
  const settle = async (work: Promise<unknown>) => {
    await work.catch((error: unknown) => c.get('log')('error', 'deferred work failed', describeError(error)))
    await release()
  }
  return { models, defer: (work) => defer(settle(work)) }
}

async function hold(config: Config, caller: Spender, { models, own, body }: Wanted) {
  const free = models.filter((model) => isOwnModel(config, model, own))
  const charged = models.filter((model) => !free.includes(model))
  try {
    return { models, release: await reserveBudget(config, caller, mostCostOf(config, charged, body)) }
  } catch (error) {
    if (free.length === 0 || !isForWantOfBudget(error)) throw error
    // Nothing is held then, but for one of the calls that the account may have at a time.
    const release = await reserveBudget(config, caller, 0).catch((refusal: unknown) => {
      if (isForWantOfBudget(refusal)) return () => Promise.resolve()
      throw refusal
    })
    return { models: free, release }
  }
}

function isForWantOfBudget(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'budget_exceeded' || error.code === 'price_unknown')
}

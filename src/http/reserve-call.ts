import { hasBudget } from '../accounts/budget.ts'
import { AppError } from '../errors.ts'
import { recordCall } from '../gateway/ledger.ts'
import { mostCostOf } from '../gateway/most-cost.ts'
import type { CallBody } from '../gateway/params.ts'
import { refreshFacts } from '../gateway/read-models.ts'
import { isOwnModel, type OwnProviders } from '../gateway/resolve-model.ts'
import type { HeldBudget } from '../services/database-types.ts'
import { callerOf, sharingOf, type AppContext } from './context.ts'

type Wanted = { models: readonly string[]; own: OwnProviders; body: CallBody }
/** Which models may be asked, and what notes the end of the call and tells what is then still held. */
type Reserved = { models: readonly string[]; endHold: (() => HeldBudget) | undefined }

/**
 * Holds the most that a call to one of these models can cost, where its caller has a budget. Models that are asked with own
 * keys cost nothing: where there is no room for the others, they are asked alone.
 * @throws {AppError} as HoldBudget does
 */
export async function reserveCall(c: AppContext, { models, own, body }: Wanted): Promise<Reserved> {
  const [config, caller] = [c.get('config'), callerOf(c)]
  if (!hasBudget(caller)) return { models, endHold: undefined }
  await refreshFacts(config)
  const free = models.filter((model) => isOwnModel(config, model, own))
  const charged = models.filter((model) => !free.includes(model))
  try {
    return { models, endHold: await hold(c, mostCostOf(config, charged, body)) }
  } catch (error) {
    if (free.length === 0 || !isForWantOfBudget(error)) throw error
    // Nothing is held then, but for one of the calls that the account may have at a time.
    const endHold = await hold(c, 0).catch((refusal: unknown) => {
      if (isForWantOfBudget(refusal)) return undefined
      throw refusal
    })
    return { models: free, endHold }
  }
}

async function hold(c: AppContext, mostUsd: number | undefined): Promise<() => HeldBudget> {
  const [config, log] = [c.get('config'), c.get('log')]
  const settle = async (work: Promise<HeldBudget | undefined>) => {
    const held = await work
    if (held !== undefined) await recordCall(config, { rows: [], held, log })
  }
  const later = (work: Promise<HeldBudget | undefined>) => c.get('defer')(settle(work))
  const { end } = await c.get('holdBudget')(callerOf(c), mostUsd, { later, mayWait: sharingOf(c) !== undefined })
  return end
}

function isForWantOfBudget(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'budget_exceeded' || error.code === 'price_unknown')
}

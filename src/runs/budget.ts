import type { Config } from '../config.ts'
import { factsOf } from '../gateway/model-facts.ts'
import { chainOf } from '../gateway/resolve-model.ts'
import type { Budget, CallRow, RunRow, Usage } from '../services/database-types.ts'

/** With a shorter answer, a call is not worth its prompt. */
const LEAST_ANSWER_TOKENS = 512

/** What all calls of a run have taken. */
export type Spent = Usage & { cost_usd: number }

/** Thrown before a call for which the budget has no room. */
export class BudgetExhausted extends Error {
  override readonly name = 'BudgetExhausted'
}

export type RunBudget = {
  limits: Budget
  spent: () => Spent
  /** A call's row of the ledger; a later one takes the place of an earlier one of the same call. */
  note: (row: CallRow) => void
  /**
   * The models to ask with a prompt of so many tokens at most. Those that are asked with keys of the account's own cost it
   * nothing; beside them are asked those that the budget has room for.
   */
  models: (promptTokens: number) => string[]
  /**
   * The longest answer, in tokens, to a prompt of so many at most, so that the call cannot take more than what is left
   * whichever model gives it; undefined when nothing bounds it. @throws {BudgetExhausted}
   */
  answerRoom: (promptTokens: number) => number | undefined
  /** How much time is left to work; undefined when that is any amount. @throws {BudgetExhausted} */
  timeLeftMs: () => number | undefined
}

type Settings = Pick<Config, 'AI_FALLBACK_MODELS' | 'AI_MAX_OUTPUT_TOKENS' | 'AI_MODEL_LIMITS' | 'AI_PRICES'> &
  Partial<Pick<Config, 'AI_ALIASES'>>

/** The budget of a run that was claimed right now, with a lease of so many seconds; `isOwn` tells models of own keys. */
export function openBudget(
  config: Settings,
  run: RunRow,
  leaseSeconds: number,
  isOwn: (model: string) => boolean = () => false,
): RunBudget {
  const limits = run.budget
  const calls = new Map<string, CallRow>()
  const workedMs = msOfWork(run, leaseSeconds)
  const claimedAt = performance.now()

  function spent(): Spent {
    const sum = { prompt_tokens: 0, completion_tokens: 0, cost_usd: 0, ...run.usage }
    for (const { prompt_tokens, completion_tokens, cost_usd } of calls.values()) {
      sum.prompt_tokens += prompt_tokens
      sum.completion_tokens += completion_tokens
      sum.cost_usd += cost_usd ?? 0
    }
    return sum
  }

  /** The longest answer of one model, by what it gives and by what is left. */
  function roomOf(model: string, promptTokens: number): number {
    const { outputTokens, prices } = factsOf(config, model)
    const { prompt_tokens, completion_tokens, cost_usd } = spent()
    const rooms = [outputTokens, config.AI_MAX_OUTPUT_TOKENS ?? Infinity]
    if (limits.max_tokens !== undefined)
      rooms.push(limits.max_tokens - prompt_tokens - completion_tokens - promptTokens)
    if (limits.max_cost_usd !== undefined && prices !== undefined && !isOwn(model)) {
      const left =
        (limits.max_cost_usd - cost_usd) * 1_000_000 - promptTokens * Math.max(prices.input, prices.cachedInput)
      const price = Math.max(prices.output, prices.reasoning)
      rooms.push(left < 0 ? 0 : Math.floor(left / price))
    }
    return Math.min(...rooms)
  }

  function models(promptTokens: number): string[] {
    const chain = chainOf(config, run.model)
    if (!chain.some(isOwn)) return chain
    return chain.filter((model) => isOwn(model) || roomOf(model, promptTokens) >= LEAST_ANSWER_TOKENS)
  }

  return {
    limits,
    spent,
    models,
    note: (row) => void calls.set(row.id, row),
    answerRoom(promptTokens) {
      if (limits.max_tokens === undefined && limits.max_cost_usd === undefined) return undefined
      const room = Math.min(...models(promptTokens).map((model) => roomOf(model, promptTokens)))
      if (room < LEAST_ANSWER_TOKENS) throw new BudgetExhausted()
      return room
    },
    timeLeftMs() {
      if (limits.max_seconds === undefined) return undefined
      const left = limits.max_seconds * 1000 - workedMs - (performance.now() - claimedAt)
      if (left <= 0) throw new BudgetExhausted()
      return left
    },
  }
}

/** How long the run had been worked on when it was claimed, by the clock of the database, which set its lease then. */
function msOfWork({ started_at, lease_expires_at, rested_seconds }: RunRow, leaseSeconds: number): number {
  if (started_at === null || lease_expires_at === null) return 0
  const claimedAt = new Date(lease_expires_at).getTime() - leaseSeconds * 1000
  return Math.max(0, claimedAt - new Date(started_at).getTime() - rested_seconds * 1000)
}

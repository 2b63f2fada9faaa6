import { BudgetExhausted } from '../runs/budget.ts'
import type { RunContext } from '../runs/pipeline.ts'

/** What the budget of the run leaves to one call: whom to ask, the longest answer, and the time by which it has to come. */
export type CallRoom = { models: string[]; body: { max_tokens?: number }; signal: AbortSignal }

/**
 * Room for a call whose prompt has so many tokens at most. The call ends with the run's own signal, or by the end of its
 * time, with BudgetExhausted. @throws {BudgetExhausted}
 */
export function makeRoom({ budget, signal }: Pick<RunContext, 'budget' | 'signal'>, promptTokens: number): CallRoom {
  const room = budget.answerRoom(promptTokens)
  const leftMs = budget.timeLeftMs()
  const models = budget.models(promptTokens)
  const body = room === undefined ? {} : { max_tokens: room }
  if (leftMs === undefined) return { models, body, signal }
  return { models, body, signal: AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(leftMs))]) }
}

/** Whether the call was not made, or ended, for want of budget. */
export function isOutOfBudget(error: unknown, call: AbortSignal | undefined, run: AbortSignal): boolean {
  return error instanceof BudgetExhausted || (call?.aborted === true && !run.aborted)
}

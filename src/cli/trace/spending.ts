import type { RunRow, Usage } from '../../services/database-types.ts'
import type { Call } from './read-rows.ts'

type Sum = Usage & { calls: number; attempts: number; cost_usd: number }

export type Spending = Sum & {
  by_model: (Sum & { model: string })[]
  /** Models that were passed over, with the requests that were made to them. */
  failovers: { from: string; to: string; code: string; attempts: number }[]
  /** What stands in the run: the same, but for calls of a process that was told too late that it had been replaced. */
  in_the_run: RunRow['usage']
  agrees: boolean
}

/** What the calls of a run took, by the ledger. */
export function sumUpCalls(run: RunRow, calls: Call[]): Spending {
  const models = [...new Set(calls.map(({ model }) => model))]
  const sum = sumOf(calls)
  const { prompt_tokens = 0, completion_tokens = 0 } = run.usage
  return {
    ...sum,
    by_model: models.map((model) => ({ model, ...sumOf(calls.filter((call) => call.model === model)) })),
    failovers: calls.flatMap(({ model, passed_over }) =>
      (passed_over ?? []).map(({ model: from, code, attempts }) => ({ from, to: model, code, attempts })),
    ),
    in_the_run: run.usage,
    agrees: sum.prompt_tokens === prompt_tokens && sum.completion_tokens === completion_tokens,
  }
}

function sumOf(calls: Call[]): Sum {
  const sum = { calls: calls.length, attempts: 0, prompt_tokens: 0, completion_tokens: 0, cost_usd: 0 }
  for (const { attempts, prompt_tokens, completion_tokens, cost_usd } of calls) {
    sum.attempts += attempts ?? 0
    sum.prompt_tokens += prompt_tokens
    sum.completion_tokens += completion_tokens
    sum.cost_usd += cost_usd ?? 0
  }
  return sum
}

import * as z from 'zod'
import { table } from '../command.ts'

const figures = {
  repairs: z.number(),
  calls: z.number(),
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  /** Null for a model without a price. */
  cost_usd: z.nullable(z.number()),
  seconds: z.number(),
}

const caseSchema = z.object({
  name: z.string(),
  group: z.enum(['app', 'edit', 'repair']),
  status: z.string(),
  /** Succeeded, and everything that was expected is there. */
  is_clean: z.boolean(),
  /** What is wrong, a sentence each. */
  faults: z.array(z.string()),
  ...figures,
})

/** What is stored of an evaluation, to be compared with another one. */
export const resultsSchema = z.object({
  model: z.string(),
  target: z.string(),
  started_at: z.string(),
  cases: z.array(caseSchema),
  sum: z.object({ cases: z.number(), clean: z.number(), repaired: z.number(), ...figures }),
})

export type CaseResult = z.infer<typeof caseSchema>
export type Results = z.infer<typeof resultsSchema>

export function sumUp(cases: readonly CaseResult[]): Results['sum'] {
  const sum = (field: 'repairs' | 'calls' | 'prompt_tokens' | 'completion_tokens' | 'seconds') =>
    cases.reduce((total, one) => total + one[field], 0)
  const costs = cases.flatMap(({ cost_usd }) => (cost_usd === null ? [] : [cost_usd]))
  return {
    cases: cases.length,
    clean: cases.filter(({ is_clean }) => is_clean).length,
    repaired: cases.filter(({ repairs }) => repairs > 0).length,
    repairs: sum('repairs'),
    calls: sum('calls'),
    prompt_tokens: sum('prompt_tokens'),
    completion_tokens: sum('completion_tokens'),
    cost_usd: costs.length < cases.length ? null : costs.reduce((total, cost) => total + cost, 0),
    seconds: sum('seconds'),
  }
}

export function describeResults({ model, target, cases, sum }: Results): string[] {
  const head = ['case', 'result', 'repairs', 'calls', 'prompt tokens', 'completion tokens', 'USD', 'seconds']
  const row = (name: string, result: string, of: CaseResult | Results['sum']) => [
    name,
    result,
    ...[of.repairs, of.calls, of.prompt_tokens, of.completion_tokens].map(String),
    of.cost_usd === null ? '-' : of.cost_usd.toFixed(4),
    of.seconds.toFixed(1),
  ]
  const rows = cases.map((one) => row(one.name, one.is_clean ? 'clean' : `not clean, ${one.status}`, one))
  return [
    ...table([head, ...rows, row('sum', `${sum.clean} of ${sum.cases} clean`, sum)]),
    '',
    ...cases.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`)),
    `${model} at ${target}: ${rateOf(sum.clean, sum.cases)} clean, ${rateOf(sum.repaired, sum.cases)} with a repair`,
  ]
}

export function rateOf(count: number, all: number): string {
  return all === 0 ? '-' : `${Math.round((count / all) * 100)} %`
}

import type { Config } from '../config.ts'
import { saysSomething, writtenIn, type Chunk } from './chunk.ts'
import type { CallEnd } from './ending.ts'
import { estimateUsage } from './estimate.ts'
import type { Bookkeeper } from './ledger.ts'
import { costOf, factsOf } from './model-facts.ts'
import type { CallState } from './model-call.ts'
import type { CallBody } from './params.ts'
import type { Target } from './resolve-model.ts'

export type Charge = {
  add: (chunk: Chunk) => void
  /** Writes the row, if the call is charged, and gives its cost in US dollars as far as it is known. */
  close: (outcome: string) => number | undefined
}

type Charged = { config: Config; books: Bookkeeper; target: Target; body: CallBody; state: CallState }

/**
 * The ledger row of one call to one model. None is written where nothing of an answer had come: providers charge nothing
 * then, whether they failed or the caller left.
 */
export function openCharge({ config, books, target, body, state }: Charged): Charge {
  const id = crypto.randomUUID()
  const start = performance.now()
  const attempted = state.attempts
  const passed_over = [...state.passedOver]
  const written: string[] = []
  let begun = false

  function rowOf(outcome: string, { usage, providerCostUsd }: Pick<CallEnd, 'usage' | 'providerCostUsd'>) {
    const taken = usage ?? estimateUsage(body, written)
    const isPriced = factsOf(config, target.name).prices !== undefined
    return {
      id,
      model: target.name,
      provider: target.attached.provider.name,
      outcome,
      estimated: usage === undefined,
      ...taken,
      cost_usd: isPriced ? costOf(config, target.name, taken) : (providerCostUsd ?? null),
      provider_cost_usd: providerCostUsd ?? null,
      attempts: state.attempts - attempted,
      passed_over,
      duration_ms: Math.round(performance.now() - start),
    }
  }

  return {
    add(chunk) {
      const text = writtenIn(chunk)
      if (text !== '') written.push(text)
      if (begun || !saysSomething(chunk)) return
      begun = true
      books.begun?.(rowOf('under_way', { usage: undefined, providerCostUsd: undefined }))
    },
    close(outcome) {
      if (state.end.usage === undefined && !begun) return undefined
      const row = rowOf(outcome, state.end)
      books.ended(row)
      return row.cost_usd ?? undefined
    },
  }
}

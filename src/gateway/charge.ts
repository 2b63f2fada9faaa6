import { saysSomething, writtenIn, type Chunk } from './chunk.ts'
import type { CallEnd } from './ending.ts'
import { openEstimate } from './estimate.ts'
import type { CallContext, CallState } from './model-call.ts'
import { costOf, factsOf } from './model-facts.ts'
import type { CallBody } from './params.ts'
import { labelOf, type Target } from './resolve-model.ts'

export type Charge = {
  add: (chunk: Chunk) => void
  /** Writes the row, if the call is charged, and gives its cost in US dollars as far as it is known. */
  close: (outcome: string) => number | undefined
}

type Charged = {
  context: CallContext
  target: Target
  body: CallBody
  state: CallState
  /** The requests to the model that rows tell of. */
  counted: { attempts: number }
}

/**
 * The ledger row of one request to one model. None is written where nothing of an answer had come: providers charge
 * nothing then, whether they failed or the caller left.
 */
export function openCharge({ context, target, body, state, counted }: Charged): Charge {
  const { config, telemetry, books } = context
  const { name: model, attached } = target
  const id = crypto.randomUUID()
  const isOwn = attached.own !== undefined
  const start = performance.now()
  const passed_over = [...state.passedOver]
  const estimate = openEstimate(body)
  let begun = false

  function rowOf(outcome: string, { usage, providerCostUsd }: Partial<CallEnd>) {
    const taken = usage ?? estimate.usage()
    const isPriced = factsOf(config, model).prices !== undefined
    return {
      id,
      model,
      provider: attached.provider.name,
      outcome,
      estimated: usage === undefined,
      ...taken,
      cost_usd: isOwn ? 0 : isPriced ? costOf(config, model, taken) : (providerCostUsd ?? null),
      provider_cost_usd: providerCostUsd ?? null,
      own_key: isOwn,
      attempts: state.attempts - counted.attempts,
      passed_over,
      duration_ms: Math.round(performance.now() - start),
    }
  }

  return {
    add(chunk) {
      estimate.write(writtenIn(chunk))
      if (begun || !saysSomething(chunk)) return
      begun = true
      books.begun?.(() => rowOf('under_way', {}))
    },
    close(outcome) {
      if (state.end.usage === undefined && !begun) return undefined
      const row = rowOf(outcome, state.end)
      books.ended(row)
      counted.attempts = state.attempts
      const costUsd = row.cost_usd ?? undefined
      if (state.end.usage !== undefined) {
        const { meter } = telemetry
        const label = labelOf(target)
        meter.count('samokoder_ai_tokens_total', { model: label, direction: 'prompt' }, row.prompt_tokens)
        meter.count('samokoder_ai_tokens_total', { model: label, direction: 'completion' }, row.completion_tokens)
        meter.count('samokoder_ai_cost_usd_total', { model: label }, costUsd ?? 0)
      }
      return costUsd
    },
  }
}

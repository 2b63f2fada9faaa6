import type { Config } from '../config.ts'
import type { Usage } from '../services/database-types.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { formatTraceparent } from '../telemetry/trace-context.ts'
import type { CompletionBody, CompletionEnd, CompletionRequest } from './completion.ts'
import { estimateUsage, type Bookkeeper } from './ledger.ts'
import { costOf, factsOf } from './model-facts.ts'
import { ProviderError, type ProviderErrorCode } from './provider-error.ts'

/** Whose call it is: it ends with `signal`, is counted, logged and traced by `telemetry`, and charged to `books`. */
export type CallContext = { config: Config; telemetry: Telemetry; signal: AbortSignal; books: Bookkeeper }

/** How a model is called: streamCompletion or fetchCompletion. */
type Complete<T> = (
  config: Config,
  request: CompletionRequest,
  signal: AbortSignal,
  end: CompletionEnd,
) => AsyncGenerator<T>

export type ModelCall<T> = {
  model: string
  body: CompletionBody
  complete: Complete<T>
  /** Whether a piece belongs to the answer itself: after it, no other model is asked. */
  begins: (piece: T) => boolean
  /** Text of the answer in a piece, for an estimate when the provider never tells the usage. */
  textOf: (piece: T) => string
}

export type Answer<T> = {
  pieces: AsyncGenerator<T>
  /** Of the model that was asked last; complete once the pieces have come to their end. */
  end: CompletionEnd & { model: string; begun: boolean }
}

/** With these, and nothing of the answer yet, another model may do better. */
const WORTH_ANOTHER: ReadonlySet<ProviderErrorCode> = new Set([
  'provider_unavailable',
  'provider_rate_limited',
  'provider_timeout',
])

/**
 * Asks the model, and the fallback models after it when it does not begin to answer. Nothing is asked before the first
 * piece is; leaving the pieces closes the call. They throw {ProviderError}, or the reason of the signal.
 */
export function askModels<T>(context: CallContext, call: ModelCall<T>): Answer<T> {
  const end: Answer<T>['end'] = { model: call.model, begun: false, usage: undefined, finishReason: undefined }
  return { pieces: failOver(context, call, end), end }
}

async function* failOver<T>(context: CallContext, call: ModelCall<T>, end: Answer<T>['end']): AsyncGenerator<T> {
  const { config, telemetry, signal } = context
  const models = [call.model, ...config.AI_FALLBACK_MODELS.filter((fallback) => fallback !== call.model)]
  for (const [index, asked] of models.entries()) {
    Object.assign(end, { model: asked, usage: undefined, finishReason: undefined })
    // What comes before an answer belongs to it: of a model that then says nothing, nobody wants to hear.
    const held: T[] = []
    try {
      for await (const piece of callModel(context, { ...call, model: asked }, end)) {
        held.push(piece)
        end.begun ||= call.begins(piece)
        if (end.begun) yield* held.splice(0)
      }
      yield* held
      return
    } catch (error) {
      const next = models[index + 1]
      const mayRepeat = error instanceof ProviderError && WORTH_ANOTHER.has(error.code) && !end.begun && !signal.aborted
      if (!mayRepeat || next === undefined) throw error
      telemetry.meter.count('samokoder_ai_failovers_total', { from: asked, to: next })
      telemetry.log('warn', 'model failed over', { from: asked, to: next, error_code: error.code })
    }
  }
}

async function* callModel<T>(
  { config, telemetry, signal, books }: CallContext,
  { model, body, complete, begins, textOf }: ModelCall<T>,
  end: CompletionEnd,
): AsyncGenerator<T> {
  const { log, meter, tracer } = telemetry
  const start = performance.now()
  const span = tracer.begin({ name: `chat ${model}`, kind: 'client', attributes: aiAttributes(model) })
  const onAttempt = (status: string) => meter.count('samokoder_ai_attempts_total', { model, status })
  const charge = openCharge(config, books, model, body)
  let outcome: string = 'broken_off'
  try {
    const request = { model, body, traceparent: formatTraceparent(span.context), onAttempt }
    for await (const piece of complete(config, request, signal, end)) {
      charge.add(textOf(piece), begins(piece))
      yield piece
    }
    outcome = 'whole'
  } catch (error) {
    if (error instanceof ProviderError) outcome = error.code
    throw error
  } finally {
    span.end(outcome !== 'whole')
    charge.close(outcome, end)
    meter.count('samokoder_ai_calls_total', { model, outcome })
    if (end.usage !== undefined) {
      const { prompt_tokens, completion_tokens } = end.usage
      meter.count('samokoder_ai_tokens_total', { model, direction: 'prompt' }, prompt_tokens)
      meter.count('samokoder_ai_tokens_total', { model, direction: 'completion' }, completion_tokens)
      meter.count('samokoder_ai_cost_usd_total', { model }, costOf(config, model, end.usage))
    }
    log('info', 'model call', { model, outcome, duration_ms: Math.round(performance.now() - start) })
  }
}

/** The ledger row of one call. None is written when a provider failed before it began: providers charge nothing then. */
function openCharge(config: Config, books: Bookkeeper, model: string, { messages }: CompletionBody) {
  const id = crypto.randomUUID()
  let characters = 0
  let begun = false
  const rowOf = (outcome: string, usage: Usage | undefined) => {
    const estimated = usage === undefined
    const taken = usage ?? estimateUsage(messages, characters)
    const cost_usd = factsOf(config, model).prices === undefined ? null : costOf(config, model, taken)
    return { id, model, outcome, estimated, ...taken, cost_usd }
  }
  return {
    add(text: string, begins: boolean) {
      characters += text.length
      if (begun || !begins) return
      begun = true
      books.begun?.(rowOf('under_way', undefined))
    },
    close(outcome: string, { usage }: CompletionEnd) {
      if (usage !== undefined || begun || outcome === 'broken_off') books.ended(rowOf(outcome, usage))
    },
  }
}

/** By the semantic conventions of OpenTelemetry for generative AI. */
function aiAttributes(model: string) {
  return { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model }
}

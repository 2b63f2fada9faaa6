import { streamCompletion, type ChatMessage } from '../ai/completion.ts'
import { costOf } from '../ai/prices.ts'
import { ProviderError, type ProviderErrorCode } from '../ai/provider-error.ts'
import type { Config } from '../config.ts'
import type { Usage } from '../services/database-types.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { formatTraceparent } from '../telemetry/trace-context.ts'
import type { OutputEvent } from './output/events.ts'
import { createOutputParser } from './output/parser.ts'

/** What one driver's calls share. */
export type Conversation = { config: Config; model: string; signal: AbortSignal; usage: Usage; telemetry: Telemetry }

type Take = (event: OutputEvent) => Promise<void>

/** With these, and nothing of the answer yet, another model may do better. */
const WORTH_ANOTHER: ReadonlySet<ProviderErrorCode> = new Set([
  'provider_unavailable',
  'provider_rate_limited',
  'provider_timeout',
])

/**
 * Asks the model once, and the fallback models after it when it does not answer at all. Hands every event of the answer
 * to `take`, in order, the end of a cut answer included.
 * @throws {ProviderError} after what had come was taken
 */
export async function readAnswer(conversation: Conversation, messages: ChatMessage[], take: Take): Promise<void> {
  const { config, model, signal, telemetry } = conversation
  const models = [model, ...config.AI_FALLBACK_MODELS.filter((fallback) => fallback !== model)]
  for (const [index, asked] of models.entries()) {
    let begun = false
    const noteAndTake: Take = (event) => {
      begun = true
      return take(event)
    }
    try {
      return await askModel(conversation, asked, messages, noteAndTake)
    } catch (error) {
      const next = models[index + 1]
      const mayRepeat = error instanceof ProviderError && WORTH_ANOTHER.has(error.code) && !begun && !signal.aborted
      if (!mayRepeat || next === undefined) throw error
      telemetry.meter.count('samokoder_ai_failovers_total', { from: asked, to: next })
      telemetry.log('warn', 'model failed over', { from: asked, to: next, error_code: error.code })
    }
  }
}

async function askModel(conversation: Conversation, model: string, messages: ChatMessage[], take: Take): Promise<void> {
  const { telemetry } = conversation
  const start = performance.now()
  let outcome: string = 'broken_off'
  try {
    await telemetry.tracer.span({ name: `chat ${model}`, kind: 'client', attributes: aiAttributes(model) }, (trace) =>
      takeCompletion(conversation, { model, messages, traceparent: formatTraceparent(trace) }, take),
    )
    outcome = 'whole'
  } catch (error) {
    if (error instanceof ProviderError) outcome = error.code
    throw error
  } finally {
    telemetry.meter.count('samokoder_ai_calls_total', { model, outcome })
    telemetry.log('info', 'model call', { model, outcome, duration_ms: Math.round(performance.now() - start) })
  }
}

/** By the semantic conventions of OpenTelemetry for generative AI. */
function aiAttributes(model: string) {
  return { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': model }
}

type Request = { model: string; messages: ChatMessage[]; traceparent: string }

async function takeCompletion(conversation: Conversation, request: Request, take: Take): Promise<void> {
  const { config, signal } = conversation
  const parser = createOutputParser()
  const deliver = async (events: OutputEvent[]) => {
    for (const event of events) await take(event)
  }
  const onAttempt = (status: string) =>
    conversation.telemetry.meter.count('samokoder_ai_attempts_total', { model: request.model, status })
  const chunks = streamCompletion(config, { ...request, onAttempt }, signal)
  try {
    for (;;) {
      const { done, value } = await chunks.next()
      if (done === true) {
        addUsage(conversation, request.model, value)
        break
      }
      await deliver(parser.push(value))
    }
  } catch (error) {
    if (!signal.aborted) await deliver(parser.end())
    throw error
  } finally {
    // Closes the call upstream when `take` has thrown.
    await chunks.return({ prompt_tokens: 0, completion_tokens: 0 })
  }
  await deliver(parser.end())
}

function addUsage({ config, usage, telemetry }: Conversation, model: string, used: Usage): void {
  usage.prompt_tokens += used.prompt_tokens
  usage.completion_tokens += used.completion_tokens
  telemetry.meter.count('samokoder_ai_tokens_total', { model, direction: 'prompt' }, used.prompt_tokens)
  telemetry.meter.count('samokoder_ai_tokens_total', { model, direction: 'completion' }, used.completion_tokens)
  telemetry.meter.count('samokoder_ai_cost_usd_total', { model }, costOf(config.AI_PRICES, model, used))
}

import { streamCompletion, type ChatMessage } from '../ai/completion.ts'
import { ProviderError } from '../ai/provider-error.ts'
import type { Config } from '../config.ts'
import type { Usage } from '../services/database-types.ts'
import type { Meter } from '../telemetry/metrics.ts'
import type { OutputEvent } from './output/events.ts'
import { createOutputParser } from './output/parser.ts'

/** What one driver's calls share. */
export type Conversation = { config: Config; model: string; signal: AbortSignal; usage: Usage; meter: Meter }

/**
 * Asks the model once and hands every event of its answer to `take`, in order, the end of a cut answer included.
 * @throws {ProviderError} after what had come was taken
 */
export async function readAnswer(
  { config, model, signal, usage, meter }: Conversation,
  messages: ChatMessage[],
  take: (event: OutputEvent) => Promise<void>,
): Promise<void> {
  const parser = createOutputParser()
  const deliver = async (events: OutputEvent[]) => {
    for (const event of events) await take(event)
  }
  const chunks = streamCompletion(config, { model, messages }, signal)
  try {
    for (;;) {
      const { done, value } = await chunks.next()
      if (done === true) {
        usage.prompt_tokens += value.prompt_tokens
        usage.completion_tokens += value.completion_tokens
        meter.count('samokoder_ai_tokens_total', { model, direction: 'prompt' }, value.prompt_tokens)
        meter.count('samokoder_ai_tokens_total', { model, direction: 'completion' }, value.completion_tokens)
        meter.count('samokoder_ai_calls_total', { model, outcome: 'whole' })
        break
      }
      await deliver(parser.push(value))
    }
  } catch (error) {
    meter.count('samokoder_ai_calls_total', {
      model,
      outcome: error instanceof ProviderError ? error.code : 'broken_off',
    })
    if (!signal.aborted) await deliver(parser.end())
    throw error
  } finally {
    // Closes the call upstream when `take` has thrown.
    await chunks.return({ prompt_tokens: 0, completion_tokens: 0 })
  }
  await deliver(parser.end())
}

import { askModels, type Asking } from '../gateway/ask-models.ts'
import { choiceOf, streamCompletion, type ChatMessage, type Chunk } from '../gateway/completion.ts'
import { ProviderError } from '../gateway/provider-error.ts'
import type { Usage } from '../services/database-types.ts'
import type { OutputEvent } from './output/events.ts'
import { createOutputParser } from './output/parser.ts'

/** What one driver's calls share. */
export type Conversation = Asking & { model: string; usage: Usage }

/**
 * Asks the model once. Hands every event of the answer to `take`, in order, the end of a cut answer included.
 * @throws {ProviderError} after what had come was taken
 */
export async function readAnswer(
  conversation: Conversation,
  messages: ChatMessage[],
  take: (event: OutputEvent) => Promise<void>,
): Promise<void> {
  const { model, usage } = conversation
  const parser = createOutputParser()
  const deliver = async (events: OutputEvent[]) => {
    for (const event of events) await take(event)
  }
  const answer = askModels(conversation, {
    model,
    body: { messages },
    call: streamCompletion,
    begins: (chunk) => textOf(chunk) !== '',
  })
  try {
    for await (const chunk of answer.pieces) await deliver(parser.push(textOf(chunk)))
    requireWhole(answer.end.finishReason)
  } catch (error) {
    // After any other error nothing more can be taken: the run is canceled, replaced, or cannot store it.
    if (error instanceof ProviderError) await deliver(parser.end())
    throw error
  } finally {
    usage.prompt_tokens += answer.end.usage?.prompt_tokens ?? 0
    usage.completion_tokens += answer.end.usage?.completion_tokens ?? 0
  }
  await deliver(parser.end())
}

function textOf(chunk: Chunk): string {
  const content: unknown = choiceOf(chunk)?.delta?.content
  return typeof content === 'string' ? content : ''
}

function requireWhole(finishReason: string | undefined): void {
  if (finishReason === 'length') throw new ProviderError('output_truncated')
  if (finishReason === 'content_filter') throw new ProviderError('provider_refused', 'content filter')
}

import { runError, type RunError } from '../errors.ts'
import { askModels } from '../gateway/ask-models.ts'
import { choiceOf, streamCompletion, type ChatMessage, type Chunk } from '../gateway/completion.ts'
import { ProviderError } from '../gateway/provider-error.ts'
import type { RunContext } from '../runs/pipeline.ts'
import { requireRoom } from './context/room.ts'
import type { OutputEvent } from './output/events.ts'
import { createOutputParser } from './output/parser.ts'

/**
 * Asks the model once. Hands every event of the answer to `take`, in order, the end of a cut answer included. What the
 * call takes is booked for the run.
 * @throws {ProviderError} after what had come was taken
 */
export async function readAnswer(
  { config, telemetry, signal, run, book }: RunContext,
  messages: ChatMessage[],
  take: (event: OutputEvent) => Promise<void>,
): Promise<void> {
  requireRoom(config, run.model, messages)
  const parser = createOutputParser()
  const deliver = async (events: OutputEvent[]) => {
    for (const event of events) await take(event)
  }
  const books = { begun: (row: Parameters<typeof book>[0]) => book(row, true), ended: book }
  const answer = askModels(
    { config, telemetry, signal, books },
    {
      model: run.model,
      body: { messages },
      complete: streamCompletion,
      begins: (chunk) => textOf(chunk) !== '',
      textOf,
    },
  )
  try {
    for await (const chunk of answer.pieces) await deliver(parser.push(textOf(chunk)))
    requireWhole(answer.end.finishReason)
  } catch (error) {
    // After any other error nothing more can be taken: the run is canceled, replaced, or cannot store it.
    if (error instanceof ProviderError) await deliver(parser.end())
    throw error
  }
  await deliver(parser.end())
}

/** As readAnswer, with the reason why the answer is not whole, if it is not. */
export async function readWhatComes(
  context: RunContext,
  messages: ChatMessage[],
  take: (event: OutputEvent) => Promise<void>,
): Promise<RunError | undefined> {
  try {
    await readAnswer(context, messages, take)
    return undefined
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return runError(error.code, error.message)
  }
}

function textOf(chunk: Chunk): string {
  const content: unknown = choiceOf(chunk)?.delta?.content
  return typeof content === 'string' ? content : ''
}

function requireWhole(finishReason: string | undefined): void {
  if (finishReason === 'length') throw new ProviderError('output_truncated')
  if (finishReason === 'content_filter') throw new ProviderError('provider_refused', 'content filter')
}

import { runError, type RunError } from '../errors.ts'
import { askModels } from '../gateway/ask-models.ts'
import type { ChatMessage } from '../gateway/chat-message.ts'
import { choicesOf, textOf, type Chunk } from '../gateway/chunk.ts'
import { chainOf } from '../gateway/resolve-model.ts'
import { refreshFacts } from '../gateway/read-models.ts'
import { ProviderError } from '../gateway/provider-error.ts'
import type { RunContext } from '../runs/pipeline.ts'
import { requireRoom } from './context/room.ts'
import type { OutputEvent } from './output/events.ts'
import { createOutputParser } from './output/parser.ts'
import type { Untagged } from './output/untagged.ts'

export type AnswerReader = {
  /** Takes every event of the answer, in order, the end of a cut answer included. */
  take: (event: OutputEvent) => Promise<void>
  /** What the answer may write without tags. */
  untagged?: Untagged
}

/** How an answer ended that is not whole. */
export type Interruption = {
  error: RunError
  /** The model had begun, and would have said more: asking for the rest is worth it. */
  isCut: boolean
}

const CUT_CODES: ReadonlySet<string> = new Set(['output_truncated', 'provider_cut', 'provider_timeout'])

/**
 * Asks the model once; what the call takes is booked for the run. Gives the reason why the answer is not whole, if it is
 * not; what had come is taken by then. Throws what the signal was aborted with, and what the data API throws.
 */
export async function readAnswer(
  { config, telemetry, signal, run, book }: RunContext,
  messages: ChatMessage[],
  { take, untagged }: AnswerReader,
): Promise<Interruption | undefined> {
  const parser = createOutputParser(untagged === undefined ? {} : { untagged })
  const deliver = async (events: OutputEvent[]) => {
    for (const event of events) await take(event)
  }
  const books = { begun: (row: Parameters<typeof book>[0]) => book(row, true), ended: book }
  const answer = askModels(
    { config, telemetry, signal, books },
    {
      models: chainOf(config, run.model),
      path: '/chat/completions',
      streamed: true,
      body: { messages },
      // Of a model that has only thought, nothing is lost.
      begins: (chunk) => wordsOf(chunk) !== '',
    },
  )
  await refreshFacts(config)
  try {
    requireRoom(config, run.model, messages)
    for await (const { chunk } of answer.pieces) await deliver(parser.push(wordsOf(chunk)))
    requireWhole(answer.state.end.finishReason)
  } catch (error) {
    // After any other error nothing more can be taken: the run is canceled, replaced, or cannot store it.
    if (!(error instanceof ProviderError)) throw error
    await deliver(parser.end(false))
    return {
      error: runError(error.code, error.message),
      isCut: CUT_CODES.has(error.code) && answer.state.begun,
    }
  }
  await deliver(parser.end())
  return undefined
}

/** The text of a chunk, of its first choice. */
function wordsOf(chunk: Chunk): string {
  return textOf(choicesOf(chunk)[0]?.delta?.content)
}

function requireWhole(finishReason: string | undefined): void {
  if (finishReason === 'length') throw new ProviderError('output_truncated')
  if (finishReason === 'content_filter') throw new ProviderError('provider_refused', 'content filter')
}

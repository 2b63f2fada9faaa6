import { runError, type RunError } from '../errors.ts'
import { askModels } from '../gateway/ask-models.ts'
import type { ChatMessage } from '../gateway/chat-message.ts'
import { choicesOf, textOf, type Chunk } from '../gateway/chunk.ts'
import type { CallState } from '../gateway/model-call.ts'
import { refreshFacts } from '../gateway/read-models.ts'
import { ProviderError } from '../gateway/provider-error.ts'
import type { RunContext } from '../runs/pipeline.ts'
import { isOutOfBudget, makeRoom, type CallRoom } from './call-room.ts'
import type { Asked } from './context/attached.ts'
import { requireRoom } from './context/room.ts'
import type { OutputEvent } from './output/events.ts'
import { createOutputParser } from './output/parser.ts'
import { takeEvents, takeText } from './output/take-text.ts'
import type { Untagged } from './output/untagged.ts'
import { createWork } from '../work.ts'

export type AnswerReader = {
  /** Takes every event of the answer, in order, the end of a cut answer included. */
  take: (event: OutputEvent) => Promise<void>
  /** What the answer may write without tags. */
  untagged?: Untagged
  /** What goes with the first words of the user. */
  asked?: Pick<Asked, 'images' | 'imageTokens'> | undefined
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
 * not; what had come is taken by then. Throws what the signal was aborted with, what the data API throws, and what lays
 * the run to rest when the provider has no capacity.
 */
export async function readAnswer(
  context: RunContext,
  messages: ChatMessage[],
  { take, untagged, asked }: AnswerReader,
): Promise<Interruption | undefined> {
  const { config, signal, run } = context
  const parser = createOutputParser(untagged === undefined ? {} : { untagged })
  const work = createWork()
  let room: CallRoom | undefined
  let state: CallState | undefined
  await refreshFacts(config)
  try {
    room = makeRoom(context, requireRoom(config, run.model, messages, asked?.imageTokens))
    const answer = ask(context, withImages(messages, asked?.images ?? []), room)
    state = answer.state
    for await (const pieces of answer.pieces) {
      for (const { chunk } of pieces) await takeText(parser, wordsOf(chunk), take, work)
    }
    requireWhole(state.end.finishReason)
  } catch (error) {
    const isBegun = state?.begun === true
    const interruption = isOutOfBudget(error, room?.signal, signal) ? OUT_OF_BUDGET : interruptionOf(error, isBegun)
    // After any other error nothing more can be taken: the run is canceled, replaced, or cannot store it.
    if (interruption === undefined) throw error
    if (error instanceof ProviderError && error.code === 'provider_rate_limited' && !isBegun)
      context.waitFor(error.code, error.retryAfterSeconds)
    await takeEvents(parser.end(false), take, work)
    return interruption
  }
  await takeEvents(parser.end(), take, work)
  return undefined
}

/** The messages as they are sent, with images in the first one of the user. */
function withImages(messages: readonly ChatMessage[], images: readonly string[]) {
  const first = messages.findIndex(({ role }) => role === 'user')
  if (images.length === 0) return messages
  return messages.map(({ role, content }, index) => {
    if (index !== first) return { role, content }
    const parts = images.map((url) => ({ type: 'image_url', image_url: { url } }))
    return { role, content: [{ type: 'text', text: content }, ...parts] }
  })
}

function ask(
  { config, telemetry, book, bookOpen, own }: RunContext,
  messages: ReturnType<typeof withImages>,
  { models, body, signal }: CallRoom,
) {
  return askModels(
    { config, telemetry, signal, books: { begun: bookOpen, ended: book }, own },
    {
      models,
      path: '/chat/completions',
      streamed: true,
      body: { messages, ...body },
      // Of a model that has only thought, nothing is lost.
      begins: (chunk) => wordsOf(chunk) !== '',
    },
  )
}

const OUT_OF_BUDGET: Interruption = { error: runError('budget_exhausted'), isCut: false }

function interruptionOf(error: unknown, isBegun: boolean): Interruption | undefined {
  if (!(error instanceof ProviderError)) return undefined
  return { error: runError(error.code, error.message), isCut: CUT_CODES.has(error.code) && isBegun }
}

/** The text of a chunk, of its first choice. */
function wordsOf(chunk: Chunk): string {
  return textOf(choicesOf(chunk)[0]?.delta?.content)
}

function requireWhole(finishReason: string | undefined): void {
  if (finishReason === 'length') throw new ProviderError('output_truncated')
  if (finishReason === 'content_filter') throw new ProviderError('provider_refused', 'content filter')
}

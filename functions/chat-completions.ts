import * as z from 'zod'
import { allowedModel } from '../src/accounts/allowed-models.ts'
import { AppError } from '../src/errors.ts'
import {
  choiceOf,
  fetchCompletion,
  hasContent,
  streamCompletion,
  type Chunk,
  type Completion,
} from '../src/gateway/completion.ts'
import { chooseModel } from '../src/gateway/choose-model.ts'
import { startCall, type CallerContext } from '../src/gateway/start-call.ts'
import { formatChunks } from '../src/http/chat-chunks.ts'
import { callerOf, type AppContext } from '../src/http/context.ts'
import { reserveCall } from '../src/http/reserve-call.ts'
import { createFunction } from '../src/http/route.ts'
import { named, shortList } from '../src/http/schemas.ts'
import { abortOnDisconnect, streamText } from '../src/http/sse.ts'
import { openTelemetry } from '../src/telemetry/telemetry.ts'

export const chatCompletions = createFunction('chat-completions')

const request = named(
  'ChatCompletionRequest',
  z.looseObject({
    model: z.string().min(1).max(200).meta({ description: 'One of GET /v1/models.' }),
    messages: shortList(z.looseObject({ role: z.string().min(1) }), 10_000),
    stream: z.boolean().nullish().meta({ description: 'Answers with server-sent events, the last one `[DONE]`.' }),
    stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
    max_tokens: z.int().min(1).nullish(),
    max_completion_tokens: z.int().min(1).nullish(),
  }),
)
// What a provider answers is handed on as it is: its frame is checked, and the client of OpenAI types the rest.
const completion = named(
  'ChatCompletion',
  z.looseObject({ id: z.string(), choices: z.array(z.looseObject({})) }) as unknown as z.ZodType<
    Completion,
    Completion
  >,
)

chatCompletions.add(
  {
    method: 'post',
    path: '/v1/chat/completions',
    summary: 'Ask a model directly',
    description:
      'As in the API of OpenAI, so that its clients work unchanged, with an access token, or a key for programs, as the key. Fields that are ' +
      'not named here are handed on. An answer that breaks off ends with an `error` in the stream, and no `[DONE]`.',
    access: 'user',
    idempotent: true,
    scope: 'ai',
    whenLimiterAway: 'refuse',
    body: request,
    responses: {
      200: { description: 'The answer, or its chunks.', schema: completion, mediaType: 'text/event-stream' },
    },
    errors: [
      'unknown_model',
      'model_not_allowed',
      'budget_exceeded',
      'price_unknown',
      'too_many_calls',
      'provider_refused',
      'provider_denied',
      'provider_unavailable',
      'provider_cut',
      'provider_invalid',
      'provider_rate_limited',
      'provider_timeout',
      'context_overflow',
    ],
  },
  async (c, { body: { model: wanted, stream, stream_options, ...body } }) => {
    const disconnect = abortOnDisconnect(c)
    const model = allowedModel(callerOf(c).key, chooseModel(c.get('config'), wanted))
    const models = [model, ...c.get('config').AI_FALLBACK_MODELS]
    const context = callContext(c, await reserveCall(c, models, body))
    if (stream !== true) {
      const textOf = (piece: Completion) => choiceOf(piece)?.message.content ?? ''
      const call = { model, body, complete: fetchCompletion, begins: () => true, textOf }
      const whole = startCall(context, disconnect.signal, call)
      const { value } = await whole.next()
      c.get('defer')(whole.next())
      if (value === undefined) throw new AppError('provider_invalid')
      return { status: 200, json: value }
    }
    const textOf = (chunk: Chunk) => choiceOf(chunk)?.delta?.content ?? ''
    const call = { model, body, complete: streamCompletion, begins: hasContent, textOf }
    const chunks = startCall(context, disconnect.signal, call)
    // Until the answer begins, a failure has a status of its own.
    const first = await chunks.next()
    const lines = formatChunks(c, first, chunks, stream_options?.include_usage === true)
    return streamText(c, { status: 200, headers: {}, disconnect }, lines)
  },
)

function callContext(c: AppContext, defer: CallerContext['defer']): CallerContext {
  const config = c.get('config')
  return {
    config,
    telemetry: openTelemetry(config, c.get('log'), c.get('tracer').context, {}),
    callerId: callerOf(c).userId,
    keyId: callerOf(c).key?.id ?? null,
    defer,
  }
}

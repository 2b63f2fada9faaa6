import * as z from 'zod'
import { saysSomething } from '../src/gateway/chunk.ts'
import { startCall } from '../src/gateway/start-call.ts'
import { writeChunks } from '../src/http/chat-chunks.ts'
import {
  callContext,
  chooseChain,
  furtherModels,
  MODEL_ERRORS,
  modelName,
  readOne,
  replyAsItCame,
} from '../src/http/model-calls.ts'
import { ANSWERED_BY } from '../src/http/model-headers.ts'
import { createFunction } from '../src/http/route.ts'
import { named, shortList } from '../src/http/schemas.ts'
import { abortOnDisconnect } from '../src/http/sse.ts'
import { streamAnswer } from '../src/http/stream-answer.ts'

export const chatCompletions = createFunction(
  'chat-completions',
  'Models, by the API of OpenAI that most clients know.',
)

/** Each choice is an answer that is paid for. */
const MOST_CHOICES = 16

const request = named(
  'ChatCompletionRequest',
  z.looseObject({
    model: modelName.meta({ description: 'One of GET /v1/models.' }),
    models: furtherModels,
    messages: shortList(z.looseObject({ role: z.string().min(1) }), 10_000),
    stream: z.boolean().nullish().meta({ description: 'Answers with server-sent events, the last one `[DONE]`.' }),
    stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
    n: z.int().min(1).max(MOST_CHOICES).nullish(),
    max_tokens: z.int().min(1).nullish(),
    max_completion_tokens: z.int().min(1).nullish(),
  }),
)
// What a provider answers is handed on as it is: its frame is checked, and the client of OpenAI types the rest.
const chunk = named(
  'ChatCompletionChunk',
  z.looseObject({ id: z.string(), choices: z.array(z.looseObject({})) }).meta({
    description: 'A chunk of an answer, which the client of OpenAI types. What follows the last is `[DONE]`, no JSON.',
    examples: [{ id: 'chatcmpl-1', choices: [{ index: 0, delta: { content: 'Hello' }, finish_reason: null }] }],
  }),
)
const message = { role: 'assistant', content: 'Hello.' }
const completion = named(
  'ChatCompletion',
  z
    .looseObject({ id: z.string(), choices: z.array(z.looseObject({})) })
    .meta({ examples: [{ id: 'chatcmpl-1', choices: [{ index: 0, message, finish_reason: 'stop' }] }] }),
)

chatCompletions.add(
  {
    method: 'post',
    path: '/v1/chat/completions',
    operationId: 'createChatCompletion',
    summary: 'Ask a model directly',
    description:
      'As in the API of OpenAI, so that its clients work unchanged, with an access token, or a key for programs, as the key. Fields that are ' +
      'not named here are handed on. An answer that breaks off ends with an `error` in the stream, and no `[DONE]`.',
    access: 'user',
    idempotent: true,
    cached: true,
    scope: 'ai',
    whenLimiterAway: 'refuse',
    body: request,
    bodyExample: { model: 'gpt-5-mini', messages: [{ role: 'user', content: 'Say hello.' }] },
    responses: {
      200: {
        description: 'The answer, or its chunks.',
        schema: completion,
        mediaType: 'text/event-stream',
        event: chunk,
        headers: ANSWERED_BY,
      },
    },
    errors: [...MODEL_ERRORS],
  },
  async (c, { body: { model, models, stream, ...body } }) => {
    const streamed = stream === true
    const path = '/chat/completions' as const
    const call = { models: await chooseChain(c, model, models), path, streamed, body, begins: saysSomething }
    const disconnect = abortOnDisconnect(c)
    const started = startCall(await callContext(c, call), disconnect.signal, call)
    if (!streamed) return replyAsItCame(await readOne(started))
    return streamAnswer(c, started, disconnect, writeChunks(c, body.stream_options?.include_usage === true))
  },
)

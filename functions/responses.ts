import * as z from 'zod'
import { saysSomething } from '../src/gateway/chunk.ts'
import { keepOutput, recallItems } from '../src/gateway/responses/kept-output.ts'
import { toChatBody } from '../src/gateway/responses/to-chat.ts'
import { createResponseWriter } from '../src/gateway/responses/write-response.ts'
import { startCall } from '../src/gateway/start-call.ts'
import { callerOf } from '../src/http/context.ts'
import { callContext, chooseChain, furtherModels, MODEL_ERRORS, modelName, readOne } from '../src/http/model-calls.ts'
import { ANSWERED_BY, modelHeaders } from '../src/http/model-headers.ts'
import { writeEvents } from '../src/http/response-events.ts'
import { createFunction } from '../src/http/route.ts'
import { named, shortList } from '../src/http/schemas.ts'
import { abortOnDisconnect } from '../src/http/sse.ts'
import { streamAnswer } from '../src/http/stream-answer.ts'

export const responses = createFunction('responses', 'Models, by the newer API of OpenAI.')

const request = named(
  'ModelResponseRequest',
  z.looseObject({
    model: modelName.meta({ description: 'One of GET /v1/models.' }),
    models: furtherModels,
    input: z.union([z.string().min(1), shortList(z.looseObject({}), 10_000)]),
    instructions: z.string().nullish(),
    max_output_tokens: z.int().min(1).nullish(),
    stream: z.boolean().nullish().meta({ description: 'Answers with server-sent events.' }),
    store: z.boolean().nullish().meta({
      description: 'Whether what the response says may be named by `item_reference` for a day. Nothing else is stored.',
    }),
  }),
)
const event = named(
  'ModelResponseEvent',
  z.looseObject({ type: z.string() }).meta({
    description: 'An event of a response, which the client of OpenAI types.',
    examples: [{ type: 'response.output_text.delta', delta: 'Hello' }],
  }),
)
const response = named(
  'ModelResponse',
  z.looseObject({ id: z.string(), output: z.array(z.looseObject({})) }).meta({
    examples: [{ id: 'resp_1', output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hello.' }] }] }],
  }),
)

responses.add(
  {
    method: 'post',
    path: '/v1/responses',
    operationId: 'createResponse',
    summary: 'Ask a model directly, by the newer API of OpenAI',
    description:
      'Text, images, function tools and JSON schemas; streamed where that is asked. The whole conversation is the ' +
      'input; what earlier responses said may be named by `item_reference`. An answer that breaks off ends with `response.failed`.',
    access: 'user',
    idempotent: true,
    cached: true,
    scope: 'ai',
    whenLimiterAway: 'refuse',
    body: request,
    bodyExample: { model: 'gpt-5-mini', input: 'Say hello.' },
    responses: {
      200: {
        description: 'The response, or its events.',
        schema: response,
        mediaType: 'text/event-stream',
        event,
        headers: ANSWERED_BY,
      },
    },
    errors: [...MODEL_ERRORS],
  },
  async (c, { body }) => {
    const { model, models, input, stream } = body
    const keeper = { config: c.get('config'), callerId: callerOf(c).userId }
    const given = typeof input === 'string' ? input : await recallItems(keeper, input)
    const streamed = stream === true
    const path = '/chat/completions' as const
    const call = {
      models: await chooseChain(c, model, models),
      path,
      streamed,
      body: toChatBody({ ...body, input: given }),
      begins: saysSomething,
    }
    const disconnect = abortOnDisconnect(c)
    const started = startCall(await callContext(c, call), disconnect.signal, call)
    const writer = createResponseWriter(body)
    const keep = async (whole: Record<string, unknown>) => {
      if (body.store === false) return
      const kept = keepOutput(keeper, whole, c.get('log'))
      c.get('defer')(kept)
      // A program goes on from a call of a tool at once.
      if (toolsAreCalled(whole)) await kept
    }
    if (!streamed) {
      const { chunk, state } = await readOne(started)
      writer.take(chunk)
      writer.end(state)
      await keep(writer.response())
      const json = writer.response() as z.input<typeof response>
      return { status: 200, headers: modelHeaders(state), json }
    }
    return streamAnswer(c, started, disconnect, writeEvents(c, writer, keep))
  },
)

function toolsAreCalled({ output }: Record<string, unknown>): boolean {
  return (output as { type: string }[]).some(({ type }) => type === 'function_call')
}

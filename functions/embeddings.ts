import * as z from 'zod'
import { startCall } from '../src/gateway/start-call.ts'
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
import { named } from '../src/http/schemas.ts'
import { abortOnDisconnect } from '../src/http/sse.ts'

export const embeddings = createFunction('embeddings', 'Vectors for texts, by the API of OpenAI.')

/** As many as OpenAI takes in one call. */
const MOST_INPUTS = 2048

const request = named(
  'EmbeddingsRequest',
  z.looseObject({
    model: modelName.meta({ description: 'One of GET /v1/models.' }),
    models: furtherModels,
    input: z
      .union([z.string().min(1), z.array(z.unknown()).min(1)], {
        error: 'must be a text, or a list of texts or tokens',
      })
      .meta({ description: 'A text, texts, or tokens.' })
      .refine((input) => !isTooMany(input), `must have at most ${MOST_INPUTS} items`),
  }),
)
const list = named(
  'EmbeddingsList',
  z
    .looseObject({ data: z.array(z.looseObject({})) })
    .meta({ examples: [{ data: [{ object: 'embedding', index: 0, embedding: [0.1, -0.2] }] }] }),
)

embeddings.add(
  {
    method: 'post',
    path: '/v1/embeddings',
    operationId: 'createEmbeddings',
    summary: 'Turn texts into vectors',
    description:
      'As in the API of OpenAI. Vectors of different models do not compare: only models that the caller names are asked.',
    access: 'user',
    idempotent: true,
    cached: true,
    scope: 'ai',
    whenLimiterAway: 'refuse',
    body: request,
    responses: { 200: { description: 'A vector for each input.', schema: list, headers: ANSWERED_BY } },
    errors: [...MODEL_ERRORS],
  },
  async (c, { body: { model, models = [], ...body } }) => {
    // With one model the deployment's fallbacks would follow it.
    const chain = await chooseChain(c, model, [model, ...models])
    const call = { models: chain, path: '/embeddings' as const, streamed: false, body, begins: () => true }
    return replyAsItCame(await readOne(startCall(await callContext(c, call), abortOnDisconnect(c).signal, call)))
  },
)

/** A list of numbers is one input. */
function isTooMany(input: string | unknown[]): boolean {
  return Array.isArray(input) && typeof input[0] !== 'number' && input.length > MOST_INPUTS
}

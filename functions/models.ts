import * as z from 'zod'
import { mayAskFor } from '../src/accounts/allowed-models.ts'
import { callerOf } from '../src/http/context.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'

export const models = createFunction('models')

const modelList = named(
  'ModelList',
  z.strictObject({
    object: z.literal('list'),
    data: z.array(
      z.strictObject({
        id: z.string(),
        object: z.literal('model'),
        created: z.int().meta({ description: 'Always 0: providers do not agree on it.' }),
        owned_by: z.string(),
      }),
    ),
  }),
)

models.add(
  {
    method: 'get',
    path: '/v1/models',
    summary: 'The models that this deployment serves',
    description:
      'As in the API of OpenAI. The first is the default of runs. A key for programs sees those that it may ask for.',
    access: 'user',
    scope: 'ai',
    responses: { 200: { description: 'The models.', schema: modelList } },
    errors: [],
  },
  (c) => {
    const ids = c.get('config').AI_MODELS.filter((id) => mayAskFor(callerOf(c).key, id))
    const data = ids.map((id) => ({ id, object: 'model' as const, created: 0, owned_by: 'samokoder' }))
    return { status: 200, json: { object: 'list', data } }
  },
)

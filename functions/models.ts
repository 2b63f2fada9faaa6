import * as z from 'zod'
import { mayAskFor } from '../src/accounts/allowed-models.ts'
import { AppError } from '../src/errors.ts'
import { servedModels } from '../src/gateway/resolve-model.ts'
import { callerOf, type AppContext } from '../src/http/context.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'

export const models = createFunction('models', 'The models that this deployment serves.')

const model = named(
  'Model',
  z.strictObject({
    id: z.string(),
    object: z.literal('model'),
    created: z.int().meta({ description: 'Always 0: providers do not agree on it.' }),
    owned_by: z.string(),
  }),
)
const modelList = named('ModelList', z.strictObject({ object: z.literal('list'), data: z.array(model) }))

models.add(
  {
    method: 'get',
    path: '/v1/models',
    operationId: 'listModels',
    summary: 'The models that this deployment serves',
    description:
      'As in the API of OpenAI. The first is the default of runs. A key for programs sees those that it may ask for.',
    access: 'user',
    scope: 'ai',
    responses: { 200: { description: 'The models.', schema: modelList } },
    errors: [],
  },
  (c) => ({ status: 200, json: { object: 'list', data: modelsOf(c).map(describe) } }),
)

models.add(
  {
    method: 'get',
    path: '/v1/models/{path}',
    operationId: 'getModel',
    summary: 'One of these models',
    description: 'As in the API of OpenAI. Slashes of a name may be encoded or not.',
    access: 'user',
    scope: 'ai',
    params: z.strictObject({ path: z.string().min(1).max(600).meta({ description: 'Its id.' }) }),
    responses: { 200: { description: 'The model.', schema: model } },
    errors: ['not_found'],
  },
  (c, { params: { path } }) => {
    const id = modelsOf(c).find((name) => name === path || name === decode(path))
    if (id === undefined) throw new AppError('not_found')
    return { status: 200, json: describe(id) }
  },
)

/** Those that are served, and that the caller's key may ask for. */
function modelsOf(c: AppContext): string[] {
  return servedModels(c.get('config')).filter((id) => mayAskFor(callerOf(c).key, id))
}

function describe(id: string) {
  return { id, object: 'model' as const, created: 0, owned_by: 'samokoder' }
}

/** Routers differ in whether they decode a slash. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

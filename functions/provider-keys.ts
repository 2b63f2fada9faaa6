import * as z from 'zod'
import {
  deleteProviderKey,
  listProviderKeys,
  newProviderKeySchema,
  ownKeysOf,
  providerKeySchema,
  putProviderKey,
} from '../src/accounts/provider-keys.ts'
import { AppError } from '../src/errors.ts'
import { requireOwnPlace } from '../src/gateway/own-providers.ts'
import { validateKey, validitySchema } from '../src/gateway/validate-key.ts'
import { callerOf, type AppContext } from '../src/http/context.ts'
import { ownProvidersOf } from '../src/http/own-providers.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'

export const providerKeys = createFunction('provider-keys', 'Keys of AI providers that an account brings along.')

const providerKey = named('ProviderKey', providerKeySchema)
const params = z.strictObject({
  provider: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,31}$/, 'must be the name of a provider')
    .meta({ description: 'What the names of its models begin with, before the slash: `openai`.' }),
})

providerKeys.add(
  {
    method: 'get',
    path: '/api/provider-keys',
    operationId: 'listProviderKeys',
    summary: 'List the account’s own keys of providers',
    access: 'user',
    scope: 'admin',
    responses: {
      200: {
        description: 'One for each provider.',
        schema: named('ProviderKeyList', z.strictObject({ items: z.array(providerKey) })),
      },
    },
    errors: [],
  },
  async (c) => ({ status: 200, json: { items: await listProviderKeys(ownerOf(c)) } }),
)

providerKeys.add(
  {
    method: 'put',
    path: '/api/provider-keys/{provider}',
    operationId: 'setProviderKey',
    summary: 'Bring an own key of a provider',
    description:
      'Calls to models of this provider, those of runs and of fallbacks included, are made with it from then on, and cost the ' +
      'account nothing. Any model of the provider may be asked for, as `provider/model`. It takes the place of the key before.',
    access: 'user',
    params,
    body: newProviderKeySchema,
    responses: { 200: { description: 'The key, of which only the end is told.', schema: providerKey } },
    errors: ['not_configured'],
  },
  async (c, { params: { provider }, body }) => {
    const owner = ownerOf(c)
    const baseUrl = body.base_url?.replace(/\/+$/, '')
    await requireOwnPlace(owner.config, provider, baseUrl)
    const stored = await putProviderKey(owner, provider, { key: body.key, baseUrl })
    ownKeysOf(owner.config).forget(owner.userId)
    return { status: 200, json: stored }
  },
)

providerKeys.add(
  {
    method: 'delete',
    path: '/api/provider-keys/{provider}',
    operationId: 'deleteProviderKey',
    summary: 'Delete an own key of a provider',
    description:
      'Every process has forgotten it within five seconds; a run under way goes on with it to its end or rest.',
    access: 'user',
    scope: 'admin',
    params,
    responses: { 204: { description: 'The key is gone.' } },
    errors: ['not_found'],
  },
  async (c, { params: { provider } }) => {
    const owner = ownerOf(c)
    await deleteProviderKey(owner, provider)
    ownKeysOf(owner.config).forget(owner.userId)
    return { status: 204 }
  },
)

providerKeys.add(
  {
    method: 'post',
    path: '/api/provider-keys/{provider}/validate',
    operationId: 'validateProviderKey',
    summary: 'Ask the provider whether it takes the key',
    description: 'One call, which costs nothing: for its list of models, or for what it knows of the key.',
    access: 'user',
    scope: 'admin',
    whenLimiterAway: 'refuse',
    params,
    responses: { 200: { description: 'What the provider says.', schema: named('KeyValidity', validitySchema) } },
    errors: ['not_found'],
  },
  async (c, { params: { provider } }) => {
    const attached = (await ownProvidersOf(c)).get(provider)
    if (attached === undefined) throw new AppError('not_found')
    return { status: 200, json: await validateKey(c.get('config'), attached) }
  },
)

function ownerOf(c: AppContext) {
  return { config: c.get('config'), userId: callerOf(c).userId }
}

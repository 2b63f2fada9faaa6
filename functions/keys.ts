import {
  apiKeySchema,
  createApiKey,
  freshApiKeySchema,
  listApiKeys,
  newApiKeySchema,
  revokeApiKey,
  rotateApiKey,
  rotationSchema,
} from '../src/accounts/api-keys.ts'
import * as z from 'zod'
import { callerOf, type AppContext } from '../src/http/context.ts'
import { decodeCursor, encodeCursor } from '../src/http/cursor.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named, page, pageQuery } from '../src/http/schemas.ts'
import { databaseOf } from '../src/http/service-clients.ts'

export const keys = createFunction('keys', 'Keys for programs, each with what it may do and what it may cost.')

const apiKey = named('ApiKey', apiKeySchema)
const freshApiKey = named('FreshApiKey', freshApiKeySchema)

keys.add(
  {
    method: 'post',
    path: '/api/keys',
    operationId: 'createKey',
    summary: 'Make a key for programs',
    description: 'The key serves wherever an access token does and its scopes allow it. No key makes another.',
    access: 'user',
    idempotent: true,
    body: newApiKeySchema,
    responses: { 201: { description: 'The key, shown this once.', schema: freshApiKey } },
    errors: ['too_many_keys', 'not_configured'],
  },
  async (c, { body }) => ({ status: 201, json: await createApiKey(ownerOf(c), body) }),
)

keys.add(
  {
    method: 'get',
    path: '/api/keys',
    operationId: 'listKeys',
    summary: 'List the keys for programs, newest first',
    description: 'Also those that were revoked or have expired.',
    access: 'user',
    scope: 'admin',
    query: z.strictObject(pageQuery),
    responses: { 200: { description: 'A page of keys.', schema: named('ApiKeyPage', page(apiKey)) } },
    errors: [],
  },
  async (c, { query }) => {
    const before = decodeCursor(query.cursor)
    const found = await listApiKeys(databaseOf(c), query.limit, before)
    return { status: 200, json: { items: found.keys, next_cursor: encodeCursor(found.next) } }
  },
)

keys.add(
  {
    method: 'delete',
    path: '/api/keys/{id}',
    operationId: 'revokeKey',
    summary: 'Revoke a key',
    description: 'Every process refuses it within a second.',
    access: 'user',
    scope: 'admin',
    params: idParam,
    responses: { 204: { description: 'The key serves no more.' } },
    errors: ['not_found'],
  },
  async (c, { params }) => {
    await revokeApiKey(ownerOf(c), params.id)
    return { status: 204 }
  },
)

keys.add(
  {
    method: 'post',
    path: '/api/keys/{id}/rotate',
    operationId: 'rotateKey',
    summary: 'Give a key another secret',
    description: 'Its name, scopes, bounds and what it has spent stay; the secret from before serves for a while, too.',
    access: 'user',
    idempotent: true,
    params: idParam,
    body: rotationSchema,
    responses: { 200: { description: 'The key with its new secret, shown this once.', schema: freshApiKey } },
    errors: ['not_found', 'not_configured'],
  },
  async (c, { params, body }) => ({
    status: 200,
    json: await rotateApiKey(ownerOf(c), params.id, body.overlap_seconds),
  }),
)

function ownerOf(c: AppContext) {
  return { config: c.get('config'), userId: callerOf(c).userId }
}

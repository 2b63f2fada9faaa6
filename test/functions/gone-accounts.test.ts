// A process believes in an account for a minute. What it asks of the database meanwhile finds out that it is gone.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signUp, type Client } from '../support/client.ts'
import { openLite } from '../support/data-access.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const KEY = { name: 'A key', scopes: ['ai'] }

describe.each([
  ['deleted', (id: string) => `delete from auth.users where id = '${id}'`],
  ['marked as deleted', (id: string) => `update auth.users set deleted_at = now() where id = '${id}'`],
])('an account that was %s a moment ago', (_, deletion) => {
  let data: Awaited<ReturnType<typeof openLite>>
  let stack: Stack
  let client: Client
  let keyId: string

  beforeAll(async () => {
    data = await openLite()
    await data.sql('alter table auth.users add column if not exists deleted_at timestamptz')
    stack = makeStack(data.environment)
    client = await signUp(stack.app)
    const { json } = await client.call('POST', '/api/keys', KEY)
    keyId = (json as { id: string }).id
    await data.sql(deletion(client.userId))
  })
  afterAll(async () => {
    await stack.idle()
    await data.close()
  })

  it.each([
    ['POST /api/keys', {}],
    ['POST /api/keys', { 'Idempotency-Key': randomUUID() }],
    ['POST /api/keys/{id}/rotate', {}],
    ['POST /api/keys/{id}/rotate', { 'Idempotency-Key': randomUUID() }],
  ] as const)('is unauthorized to %s', async (route, headers) => {
    const [method = '', path = ''] = route.replace('{id}', keyId).split(' ')
    const answer = await client.call(method, path, path === '/api/keys' ? KEY : {}, headers)
    expect([answer.status, answer.json]).toMatchObject([401, { error: { code: 'unauthorized' } }])
  })
})

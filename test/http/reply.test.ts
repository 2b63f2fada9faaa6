import { requestId } from 'hono/request-id'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { AnyReply, Reply } from '../../src/http/reply.ts'
import { createFunction, type ApiFunction } from '../../src/http/route.ts'
import { replyError } from '../../src/http/error-reply.ts'
import { AppError } from '../../src/errors.ts'
import { checkAnswer } from '../support/check-answer.ts'

const thing = z.strictObject({ id: z.string(), state: z.enum(['new', 'old']) })
const contract = {
  method: 'get',
  path: '/things/{id}',
  operationId: 'getThing',
  summary: 'A thing in each form that a reply can have',
  access: 'public',
  responses: {
    200: { description: 'The thing, or a page of it.', schema: thing, mediaType: 'text/html', headers: ['ETag'] },
    201: { description: 'Bytes of any kind.', mediaType: '*/*' },
    204: { description: 'Nothing.' },
  },
  errors: ['not_found'],
} as const

describe('a handler’s reply', () => {
  const { add } = createFunction('docs', 'Tests.')

  // What holds here is that this file compiles: an expected error that does not come is one for the compiler.
  it('is typed by the responses of its contract', () => {
    add({ ...contract, errors: [] }, () => ({ status: 200, json: { id: 'a', state: 'new' }, headers: { ETag: '"1"' } }))
    add({ ...contract, errors: [] }, () => ({ status: 200, mediaType: 'text/html; charset=UTF-8', body: '<p>a</p>' }))
    add({ ...contract, errors: [] }, () => ({ status: 201, mediaType: 'image/png', body: new Uint8Array(1) }))
    add({ ...contract, errors: [] }, async () => ({ status: 204 }))
    // @ts-expect-error The contract does not name the status.
    add({ ...contract, errors: [] }, () => ({ status: 202, json: { id: 'a', state: 'new' } }))
    // @ts-expect-error A field is missing.
    add({ ...contract, errors: [] }, () => ({ status: 200, json: { id: 'a' } }))
    // @ts-expect-error A field is of another type.
    add({ ...contract, errors: [] }, async () => ({ status: 200, json: { id: 7, state: 'new' } }))
    // @ts-expect-error A value is none of the enum's.
    add({ ...contract, errors: [] }, async () => ({ status: 200, json: { id: 'a', state: 'lost' } }))
    // @ts-expect-error The media type is another.
    add({ ...contract, errors: [] }, () => ({ status: 200, mediaType: 'text/plain', body: 'a' }))
    // @ts-expect-error The status has no JSON.
    add({ ...contract, errors: [] }, () => ({ status: 201, json: { id: 'a', state: 'new' } }))
    // @ts-expect-error The status has no body.
    add({ ...contract, errors: [] }, () => ({ status: 204, json: { id: 'a', state: 'new' } }))
    // @ts-expect-error A response that nobody typed is none.
    add({ ...contract, errors: [] }, () => new Response('a'))
    expect.assertions(0)
  })
})

/** Asks a handler that got past the compiler, and holds its answer to the contract as all tests do. */
async function ask(reply: () => AnyReply, path = '/things/1', method = 'GET'): Promise<void> {
  const api: ApiFunction = createFunction('docs', 'Tests.')
  api.add({ ...contract, errors: [...contract.errors] }, () => reply() as Reply<typeof contract>)
  const request = new Request(`http://test.local${path}`, { method })
  const { app } = createFunction('docs', 'Tests.')
  app.use(requestId(), async (c, next) => {
    c.set('log', () => undefined)
    await next()
  })
  app.onError(replyError)
  app.notFound((c) => replyError(new AppError('not_found'), c))
  app.route('/', api.app)
  await checkAnswer(request, await app.fetch(request), [api])
}

describe('an answer that a test gets', () => {
  const json = { id: 'a', state: 'new' }

  it.each<[string, AnyReply]>([
    ['JSON of the schema', { status: 200, json }],
    ['with a header that the contract names', { status: 200, json, headers: { ETag: '"1"', Vary: 'Accept' } }],
    ['the other form', { status: 200, mediaType: 'text/html; charset=UTF-8', body: 'a' }],
    ['JSON where any bytes are promised', { status: 201, mediaType: 'application/json', body: '{}' }],
    ['nothing where nothing is promised', { status: 204 }],
  ])('may be %s', async (_, reply) => {
    await expect(ask(() => reply)).resolves.toBeUndefined()
    await expect(ask(() => reply, '/things/1', 'HEAD')).resolves.toBeUndefined()
  })

  it.each<[string, AnyReply, RegExp]>([
    ['a status that is not in the contract', { status: 202, json }, /answered with 202/],
    ['an empty status that is not in the contract', { status: 205 }, /does not name that status/],
    ['a body that is not of the schema', { status: 200, json: { id: 'a' } }, /"state"/],
    ['a field that the schema does not name', { status: 200, json: { ...json, secret: 'x' } }, /secret/],
    [
      'with a header that the contract does not name',
      { status: 204, headers: { ETag: '"1"' } },
      /declares the header etag/,
    ],
    [
      'with a header that no contract can name',
      { status: 204, headers: { 'X-Samokoder-New': '1' } },
      /declares the header/,
    ],
    ['another media type', { status: 200, mediaType: 'text/css', body: 'a' }, /"text\/css" is not what it promises/],
  ])('fails the test when it is %s', async (_, reply, message) => {
    await expect(ask(() => reply)).rejects.toThrow(message)
  })

  it('fails the test when it is an error that the contract does not name, or that has another shape', async () => {
    const thrown = (code: 'not_found' | 'head_moved') => () => {
      throw new AppError(code)
    }
    await expect(ask(thrown('not_found'))).resolves.toBeUndefined()
    await expect(ask(thrown('head_moved'))).rejects.toThrow('does not name "head_moved"')
    await expect(ask(() => ({ status: 404, json: { error: 'not_found' } }))).rejects.toThrow(/expected object/)
  })

  it('may be an error where there is no route', async () => {
    await expect(ask(() => ({ status: 204 }), '/nothing')).resolves.toBeUndefined()
  })
})

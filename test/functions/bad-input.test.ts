import { SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProject, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app, config } = makeStack()
let client: Client
let projectId: string

beforeAll(async () => {
  client = await signUp(app)
  projectId = await createProject(client)
})

function errorOf(json: unknown): { code: string; message: string; request_id: string; details?: unknown } {
  return (json as { error: ReturnType<typeof errorOf> }).error
}

describe('a request that is not right', () => {
  it.each<[string, string, string, unknown, number, string]>([
    ['malformed JSON', 'POST', '/api/projects', '{"name":', 400, 'invalid_json'],
    ['an empty body', 'POST', '/api/projects', '', 400, 'invalid_json'],
    ['a wrong type', 'POST', '/api/projects', { name: 7 }, 400, 'bad_request'],
    ['an array for an object', 'POST', '/api/projects', [], 400, 'bad_request'],
    ['an unknown field', 'POST', '/api/projects', { name: 'x', owner_id: 'me' }, 400, 'bad_request'],
    ['a blank name', 'POST', '/api/projects', { name: '   ' }, 400, 'bad_request'],
    ['a name with NUL', 'POST', '/api/projects', { name: 'a\u0000b' }, 400, 'bad_request'],
    ['a lone surrogate', 'POST', '/api/projects', '{"name":"\\ud800"}', 400, 'bad_request'],
    ['a project over 10 MB', 'POST', '/api/projects', { name: 'x'.repeat(10_000_000) }, 413, 'payload_too_large'],
    ['a body nested without end', 'POST', '/api/projects', `{"name":${'['.repeat(100_000)}`, 400, 'bad_request'],
    ['a body of fields alone', 'POST', '/api/projects', `{${'"a":1,'.repeat(50_000)}"b":1}`, 400, 'bad_request'],
    ['an unknown query field', 'GET', '/api/projects?page=2', undefined, 400, 'bad_request'],
    ['a limit out of range', 'GET', '/api/projects?limit=1000', undefined, 400, 'bad_request'],
    ['a limit given twice', 'GET', '/api/projects?limit=1&limit=2', undefined, 400, 'bad_request'],
    ['a forged cursor', 'GET', '/api/projects?cursor=bm8', undefined, 400, 'bad_request'],
    [
      'a number that no column holds',
      'GET',
      '/api/projects/00000000-0000-4000-8000-000000000000/versions/99999999999',
      undefined,
      400,
      'bad_request',
    ],
    [
      'a cursor with a day that is not',
      'GET',
      `/api/projects?cursor=${btoa('2026-02-31 00:00:00|00000000-0000-4000-8000-000000000000')}`,
      undefined,
      400,
      'bad_request',
    ],
    ['a malformed id', 'GET', '/api/projects/not-a-uuid', undefined, 400, 'bad_request'],
    ['a path that is not there', 'GET', '/api/nothing', undefined, 404, 'not_found'],
    ['a method that is not there', 'PUT', '/api/projects', undefined, 405, 'method_not_allowed'],
  ])('%s is answered with its code', async (_, method, path, body, status, code) => {
    const headers = { 'Content-Type': 'application/json' }
    const answer = await client.call(method, path, body, body === undefined ? {} : headers)
    expect([answer.status, errorOf(answer.json).code]).toEqual([status, code])
    expect(errorOf(answer.json).request_id).toBe(answer.headers.get('X-Request-Id'))
  })

  it('says where the fault is', async () => {
    const { json } = await client.call('POST', '/api/projects', { name: '', extra: 1 })
    expect(errorOf(json).details).toContainEqual(expect.objectContaining({ path: ['body', 'name'] }))
  })

  it('with another content type is refused', async () => {
    const answer = await client.call('POST', '/api/projects', 'name=x', { 'Content-Type': 'text/plain' })
    expect([answer.status, errorOf(answer.json).code]).toEqual([415, 'unsupported_media_type'])
  })

  it.each([
    '../evil',
    '..%2Fevil',
    'a/..%2F..%2Fb',
    '%2Fetc',
    'a%5C..%5Cb',
    'con.txt',
    '.git%2Fconfig',
    'a%00b',
    'x'.repeat(300),
  ])('with the path %s stores nothing', async (path) => {
    const answer = await client.call('PUT', `/api/projects/${projectId}/files/${path}`, 'x')
    expect([400, 404, 405]).toContain(answer.status)
    const files = await client.call('GET', `/api/projects/${projectId}/files`)
    expect(files.json).toEqual({ version: 0, files: [] })
  })

  it('for an unknown model makes no run', async () => {
    const answer = await client.call('POST', `/api/projects/${projectId}/runs`, { prompt: 'x', model: 'gpt-unknown' })
    expect([answer.status, errorOf(answer.json).code]).toEqual([400, 'unknown_model'])
    const runs = await client.call('GET', `/api/projects/${projectId}/runs`)
    expect(runs.json).toEqual({ items: [], next_cursor: null })
  })

  it('with a malformed Last-Event-ID is told so', async () => {
    const answer = await client.call('GET', `/api/runs/${projectId}/events`, undefined, { 'Last-Event-ID': 'x' })
    expect([answer.status, errorOf(answer.json).code]).toEqual([400, 'bad_request'])
  })
})

describe('a token that is not right', () => {
  const sign = (claims: Record<string, unknown>, secret: string, expires: number) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('00000000-0000-4000-8000-000000000000')
      .setAudience('authenticated')
      .setExpirationTime(expires)
      .sign(new TextEncoder().encode(secret))
  const now = Math.floor(Date.now() / 1000)
  const claims = { role: 'authenticated' }

  it.each<[string, () => Promise<string>]>([
    ['expired', () => sign(claims, config.SUPABASE_JWT_SECRET ?? '', now - 10)],
    ['forged', () => sign(claims, 'another secret of sufficient length', now + 1000)],
    ['for another role', () => sign({ role: 'service_role' }, config.SUPABASE_JWT_SECRET ?? '', now + 1000)],
    ['unsigned', () => Promise.resolve(`${btoa('{"alg":"none"}')}.${btoa('{"sub":"x"}')}.`.replaceAll('=', ''))],
    ['nonsense', () => Promise.resolve('abc')],
    ['the secret key', () => Promise.resolve(config.SUPABASE_SECRET_KEY)],
  ])('is refused when it is %s', async (_, make) => {
    const answer = await client.call('GET', '/api/projects', undefined, { Authorization: `Bearer ${await make()}` })
    expect([answer.status, errorOf(answer.json).code]).toEqual([401, 'unauthorized'])
  })
})

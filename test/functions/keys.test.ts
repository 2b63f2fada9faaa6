import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { makeKey } from '../../src/accounts/key-format.ts'
import { MEMORY_MS } from '../../src/accounts/key-lookup.ts'
import { SCOPES, type Scope } from '../../src/accounts/scopes.ts'
import type { Log } from '../../src/app.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { clientOf, createProject, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

type Key = {
  id: string
  key: string
  last_four: string
  last_used_at: string | null
  previous_expires_at: string | null
}

const { app, config } = makeStack()
const scopes = Object.keys(SCOPES) as Scope[]
const routes = functions.flatMap(({ contracts }) => contracts)
let owner: Client

beforeAll(async () => {
  owner = await signUp(app)
})

async function makeOne(body: Record<string, unknown> = {}, by = owner): Promise<Key> {
  const answer = await by.call('POST', '/api/keys', { name: 'A key', scopes, ...body })
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)])
  return answer.json as Key
}

const using = ({ key }: Pick<Key, 'key'>, inApp = app) => clientOf(inApp, key, owner.userId)
const codeOf = (answer: { json: unknown }) => (answer.json as { error?: { code: string } }).error?.code

describe('a key for programs', () => {
  it('is shown once, and then by its end alone', async () => {
    const made = await makeOne({ name: 'Once' })
    const listed = await owner.call('GET', '/api/keys?limit=100')
    expect(listed.text).toContain(made.id)
    expect(listed.text).not.toContain(made.key)
    expect(listed.text).not.toMatch(/[0-9a-f]{64}/)
    expect(made.key.endsWith(made.last_four)).toBe(true)
  })

  it('reaches what is its account’s own, and nothing of others', async () => {
    const stranger = await signUp(app)
    const [mine, foreign] = [await createProject(owner), await createProject(stranger)]
    const program = using(await makeOne())
    expect((await program.call('GET', `/api/projects/${mine}`)).status).toBe(200)
    expect((await program.call('GET', `/api/projects/${foreign}`)).status).toBe(404)
    expect((await program.call('POST', '/api/projects', { name: 'By a program' })).status).toBe(201)
    expect((await program.call('GET', '/api/auth/user')).json).toMatchObject({ id: owner.userId })
  })

  it('is told from a typo by itself, and refused when unknown or expired', async () => {
    const soon = new Date(Date.now() + 1500).toISOString()
    const { key } = await makeOne({ expires_at: soon })
    const wrong = await using({ key: `${key.slice(0, -1)}${key.endsWith('a') ? 'b' : 'a'}` }).call(
      'GET',
      '/api/projects',
    )
    expect([wrong.status, wrong.text]).toEqual([401, expect.stringContaining('checksum')])
    expect((await using(makeKey()).call('GET', '/api/projects')).status).toBe(401)
    await expect
      .poll(async () => (await using({ key }).call('GET', '/api/projects')).status, { timeout: 20_000 })
      .toBe(401)
    const past = await owner.call('POST', '/api/keys', { name: 'x', scopes, expires_at: '2020-01-01T00:00:00Z' })
    expect(past.status).toBe(400)
  })

  it('that is revoked is refused by every process within a second', async () => {
    const made = await makeOne()
    const fleet = [app, makeStack().app, makeStack().app].map((one) => using(made, one))
    for (const process of fleet) expect((await process.call('GET', '/api/projects')).status).toBe(200)
    expect((await owner.call('DELETE', `/api/keys/${made.id}`)).status).toBe(204)
    const revokedAt = performance.now()
    await Promise.all(
      fleet.map((process) =>
        expect.poll(async () => (await process.call('GET', '/api/projects')).status, { timeout: 20_000 }).toBe(401),
      ),
    )
    // No process believes in it for longer than this; what is above it here is the answers' own time.
    expect(MEMORY_MS).toBeLessThan(1000)
    expect(performance.now() - revokedAt).toBeLessThan(20_000)
    expect((await owner.call('DELETE', `/api/keys/${made.id}`)).status).toBe(204)
  })

  it('is not stored again by a process that had read it before it was revoked', async () => {
    const made = await makeOne()
    await owner.call('DELETE', `/api/keys/${made.id}`)
    const late = makeStack()
    expect((await using(made, late.app).call('GET', '/api/projects')).status).toBe(401)
    expect((await using(made, makeStack().app).call('GET', '/api/projects')).status).toBe(401)
  })

  it('is rotated with an overlap, and what was before that serves no more', async () => {
    const first = await makeOne({ name: 'Rotated', models: ['offline'], requests_per_minute: 1000 })
    const rotate = async (overlap_seconds: number) => {
      const answer = await owner.call('POST', `/api/keys/${first.id}/rotate`, { overlap_seconds })
      expect(answer.status).toBe(200)
      return answer.json as Key
    }
    const statusOf = async (key: Key) => (await using(key, makeStack().app).call('GET', '/api/projects')).status
    expect(await statusOf(first)).toBe(200)
    const second = await rotate(600)
    expect(second).toMatchObject({ id: first.id, name: 'Rotated', models: ['offline'], requests_per_minute: 1000 })
    expect([await statusOf(first), await statusOf(second)]).toEqual([200, 200])
    const third = await rotate(0)
    expect([await statusOf(first), await statusOf(second), await statusOf(third)]).toEqual([401, 401, 200])
  })

  it('has its last use noted', async () => {
    const made = await makeOne({ name: 'Used' })
    const lastUse = async () => {
      const { json } = await owner.call('GET', '/api/keys?limit=100')
      return (json as { items: Key[] }).items.find(({ id }) => id === made.id)?.last_used_at
    }
    expect(await lastUse()).toBeNull()
    for (let call = 0; call < 3; call++) await using(made).call('GET', '/api/projects')
    const noted = await lastUse()
    expect(Date.parse(String(noted))).toBeGreaterThan(Date.now() - 60_000)
    // Not written again within the minute, however often the database is asked.
    const database = connectAsService(config)
    const { data } = await database.from('api_keys').select('hash').eq('id', made.id).single()
    await database.rpc('find_api_key', { p_hash: String(data?.hash) })
    expect(await lastUse()).toBe(noted)
  })

  it('has its own rate within that of its account', async () => {
    const program = using(await makeOne({ requests_per_minute: 2 }))
    const statuses = []
    for (let call = 0; call < 3; call++) statuses.push((await program.call('GET', '/api/projects')).status)
    expect(statuses).toEqual([200, 200, 429])
    expect((await owner.call('GET', '/api/projects')).status).toBe(200)
  })

  it('asks for the models that it may ask for', async () => {
    const program = using(await makeOne({ models: ['another-model'] }))
    const project = await createProject(owner)
    const asked = await program.call('POST', `/api/projects/${project}/runs`, { prompt: 'A todo list' })
    const direct = await program.call('POST', '/v1/chat/completions', {
      model: config.AI_MODELS[0],
      messages: [{ role: 'user', content: 'x' }],
    })
    expect([codeOf(asked), codeOf(direct)]).toEqual(['model_not_allowed', 'model_not_allowed'])
    expect((await program.call('GET', '/v1/models')).json).toMatchObject({ data: [] })
  })

  it('is noted beside the runs that it asks for', async () => {
    const made = await makeOne()
    const project = await createProject(owner)
    const { json } = await using(made).call('POST', `/api/projects/${project}/runs`, { prompt: 'A todo list' })
    const run = (json as { id: string }).id
    const { data } = await connectAsService(config).from('runs').select('key_id').eq('id', run).single()
    expect(data).toEqual({ key_id: made.id })
    await owner.call('POST', `/api/runs/${run}/cancel`)
  })

  it('serves while Redis is away, and is in no line of the log', async () => {
    const made = await makeOne()
    const lines: string[] = []
    const log: Log = (level, message, fields) => {
      lines.push(JSON.stringify({ level, message, fields }))
    }
    const alone = makeStack({ UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9', LOG_LEVEL: 'debug' }, log)
    expect((await using(made, alone.app).call('GET', '/api/projects')).status).toBe(200)
    await using({ key: `${made.key}x` }, alone.app).call('GET', `/api/projects?search=${made.key}`)
    await alone.idle()
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('\n')).not.toContain(made.key.slice(8, 40))
  })

  it('is not to be had where the deployment cannot sign tokens, which it says', async () => {
    const made = await makeOne()
    const unsigned = makeStack({ SUPABASE_JWT_SECRET: '' }).app
    const refused = await using(made, unsigned).call('GET', '/api/projects')
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining('takes no keys')])
    const ready = await clientOf(unsigned, '', '').call('GET', '/health/ready')
    expect(ready.json).toMatchObject({ ready: true, api_keys: false })
    expect((await clientOf(app, '', '').call('GET', '/health/ready')).json).toMatchObject({ api_keys: true })
  })

  it('is one of so many as the tier allows', async () => {
    const database = connectAsService(config)
    const tier = `t${randomUUID().slice(0, 8)}`
    const limited = await signUp(app)
    await database.from('tier_limits').insert({ tier, max_keys: 2 })
    await database.rpc('set_user', { p_id: limited.userId, p_role: null, p_tier: tier })
    const [first] = [await makeOne({}, limited), await makeOne({}, limited)]
    const third = await limited.call('POST', '/api/keys', { name: 'Third', scopes })
    expect([third.status, codeOf(third)]).toEqual([409, 'too_many_keys'])
    await limited.call('DELETE', `/api/keys/${first.id}`)
    await makeOne({}, limited)
  })
})

describe('every route and every scope', () => {
  const userRoutes = routes.filter(({ access }) => access === 'user')
  const keys = new Map<Scope, Client>()
  beforeAll(async () => {
    for (const scope of scopes) keys.set(scope, using(await makeOne({ name: scope, scopes: [scope] })))
  })

  it('is decided: these take no key, and everything else names a scope', () => {
    const closed = userRoutes.filter(({ scope }) => scope === undefined).map(({ method, path }) => `${method} ${path}`)
    const ofAccounts = closed.filter((route) => !route.includes(' /api/admin/'))
    expect(ofAccounts).toEqual([
      'post /api/auth/logout',
      'put /api/auth/password',
      'get /api/auth/sessions',
      'delete /api/auth/sessions',
      'delete /api/auth/sessions/{id}',
      'post /api/auth/mfa',
      'get /api/auth/mfa',
      'post /api/auth/mfa/{id}/verify',
      'delete /api/auth/mfa/{id}',
      'get /api/account/export',
      'post /api/account/delete',
      'post /api/keys',
      'post /api/keys/{id}/rotate',
      'put /api/provider-keys/{provider}',
      'post /api/session/verify',
      'delete /api/session',
    ])
    const ofAdmins = userRoutes.filter(({ path }) => path.startsWith('/api/admin/'))
    expect(ofAdmins.filter(({ scope }) => scope !== undefined)).toEqual([])
    expect(userRoutes.length).toBeGreaterThan(20)
  })

  it.each(userRoutes.map(({ method, path, scope }) => [method, path, scope ?? 'no key'] as const))(
    '%s %s takes %s alone',
    async (method, path, wanted) => {
      const { json } = await owner.call('GET', '/openapi.json')
      const { paths } = json as {
        paths: Record<string, Record<string, { security: object[]; 'x-required-scope'?: string }>>
      }
      const { security, 'x-required-scope': told = 'no key' } = paths[path]?.[method] ?? { security: [] }
      expect([told, security.some((one) => 'key' in one)]).toEqual([wanted, wanted !== 'no key'])
      const filled = path.replaceAll('{id}', randomUUID()).replaceAll(/\{\w+\}/g, '1')
      for (const [scope, program] of keys) {
        const body = method === 'get' || method === 'delete' ? undefined : {}
        const answer = await program.call(method.toUpperCase(), filled, body)
        const refused = codeOf(answer) === 'insufficient_scope'
        expect([scope, refused, answer.status === 401]).toEqual([scope, scope !== wanted, false])
      }
    },
  )
})

// Every error that the API documents, asked of every route that documents it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { zipSync } from 'fflate'
import type { Account } from '../accounts.ts'
import { group } from '../case.ts'
import { observe, type Observation } from '../neutral.ts'
import { createProject, register, type Ask, type Site } from '../site.ts'
import { UPSTREAM_SECRET } from '../witness.ts'

type Parameter = { in: string; name: string }
type Operation = {
  method: string
  path: string
  parameters?: Parameter[]
  requestBody?: { content: Record<string, unknown> }
  responses: Record<string, unknown>
  security?: unknown[]
  'x-required-scope'?: string
}

const ARCHIVE = Buffer.from(zipSync({ 'a.txt': new Uint8Array(1) }))

/** Nobody asks for it: each route fails before that. */
const REPOSITORY = { url: 'https://github.com/o/r' }

/** What each route takes as a body, good enough to pass its schema. */
const BODIES: Record<string, unknown> = {
  'POST /api/auth/register': { email: 'down-1@example.com', password: 'correct horse' },
  'POST /api/auth/login': { email: 'down-1@example.com', password: 'correct horse' },
  'POST /api/auth/refresh': { refresh_token: 'down-1' },
  'PUT /api/auth/password': { current_password: 'down-1', password: 'correct horse' },
  'POST /api/auth/password-reset': { email: 'down-1@example.com' },
  'POST /api/auth/password-reset/confirm': { token_hash: 'down-1', password: 'correct horse' },
  'POST /api/auth/confirmation': { email: 'down-1@example.com' },
  'POST /api/auth/confirmation/confirm': { token_hash: 'down-1' },
  'POST /api/auth/mfa': {},
  'POST /api/auth/mfa/{id}/verify': { code: '123456' },
  'POST /api/session/verify': { factor_id: '00000000-0000-4000-8000-000000000000', code: '123456' },
  'PATCH /api/admin/accounts/{id}': { tier: 'free' },
  'POST /api/admin/accounts/{id}/suspend': {},
  'PATCH /api/admin/tiers/{tier}': { max_projects: 1 },
  'POST /api/account/delete': { password: 'down-1' },
  'POST /api/session': { email: 'down-1@example.com', password: 'correct horse' },
  'POST /api/keys': { name: 'x', scopes: ['runs'] },
  'POST /api/keys/{id}/rotate': {},
  'POST /mcp': { jsonrpc: '2.0', id: 1, method: 'ping' },
  'POST /api/webhooks': { url: 'https://example.com/', events: ['run.succeeded'] },
  'PATCH /api/webhooks/{id}': { active: false },
  'PUT /api/provider-keys/{provider}': { key: 'sk-of-somebody' },
  'POST /api/projects': { name: 'x' },
  'POST /api/projects/{id}/fork': {},
  'POST /api/projects/{id}/previews': {},
  'POST /api/projects/{id}/pull': { repository: REPOSITORY },
  'POST /api/projects/{id}/push': { repository: { ...REPOSITORY, token: 'x' } },
  'PATCH /api/projects/{id}/files': { changes: [{ action: 'delete', path: 'a.txt' }] },
  'PATCH /api/projects/{id}': { name: 'x' },
  'POST /api/projects/{id}/members': { email: 'ada@example.com', role: 'viewer' },
  'PATCH /api/projects/{id}/members/{user_id}': { role: 'viewer' },
  'POST /api/projects/{id}/invitations': { role: 'viewer' },
  'POST /api/invitations/accept': { token: 'member-of-nothing' },
  'POST /api/projects/{id}/runs': { prompt: 'x' },
  'POST /api/runs/{id}/input': { approve: true },
  'POST /v1/chat/completions': { model: 'm', messages: [{ role: 'user', content: 'x' }] },
  'POST /v1/embeddings': { model: 'm', input: 'x' },
  'POST /v1/responses': { model: 'm', input: 'x' },
}

async function operationsOf(site: Site): Promise<Operation[]> {
  const api = await site.json<{ paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>> }>(
    'GET',
    '/openapi.json',
  )
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
}

function fill(path: string, id: string): string {
  return path
    .replace('{id}', id)
    .replace('{path}', 'a.txt')
    .replace('{provider}', 'custom')
    .replace('{tier}', 'free')
    .replace('{delivery}', id)
    .replace('{preview}', id)
    .replace('{user_id}', id)
    .replace('{invitation}', id)
    .replace(/\{[nab]\}/g, '1')
}

const isUserRoute = ({ security }: Operation) => (security ?? []).length > 0
/**
 * Routes below /v1, the list of templates and a ping at /mcp ask nothing of the data API before they answer. Keys are changed, and those of
 * providers and webhooks read, by the API's own rights, so that nothing tells the stand-in of the data API who asks.
 */
const asksForData = (one: Operation) =>
  isUserRoute(one) &&
  !one.path.startsWith('/v1/') &&
  one.path !== '/api/templates' &&
  // These ask first whose page sends the request.
  !one.path.startsWith('/api/session') &&
  !one.path.startsWith('/api/provider-keys') &&
  !one.path.startsWith('/api/webhooks') &&
  one.path !== '/mcp' &&
  (one.method === 'GET' || !one.path.startsWith('/api/keys'))
/** The Auth of these sites has no second factors, and says so before all else. */
const isOfFactors = ({ path }: Operation) => path.startsWith('/api/auth/mfa')
/** Sends a mail after its answer, as nobody is to hear what becomes of that. */
const answersFirst = ({ method, path }: Operation) =>
  method === 'POST' && ['/api/auth/password-reset', '/api/auth/confirmation'].includes(path)
/** These ask Auth itself, and answer 503 to any failure there. */
const ASK_AUTH = ['/api/auth/logout', '/api/auth/password', '/api/account/delete']
const asksAuth = ({ method, path }: Operation) =>
  ASK_AUTH.includes(path) || (method === 'DELETE' && path === '/api/auth/sessions')
const takesJson = (operation: Operation) => operation.requestBody?.content['application/json'] !== undefined
const takesBytes = (operation: Operation) => operation.requestBody !== undefined && !takesJson(operation)

/** Asks each route that `fits`; the answers by route. */
async function askAll(
  site: Site,
  expected: number,
  fits: (operation: Operation) => boolean,
  id: string,
  ask: (operation: Operation, name: string) => Partial<Ask>,
  { query = '', attempts = 1 } = {},
): Promise<Record<string, Observation>> {
  const seen: Record<string, Observation> = {}
  for (const operation of (await operationsOf(site)).filter(fits)) {
    const name = `${operation.method} ${operation.path}`
    const send = () => site.send(operation.method, fill(operation.path, id) + query, ask(operation, name))
    let answer = await send()
    for (let more = attempts - 1; more > 0 && answer.status !== expected; more -= 1) answer = await send()
    assert.equal(answer.status, expected, `${name}: ${answer.body.toString().slice(0, 300)}`)
    assert.ok(!answer.body.includes(UPSTREAM_SECRET), `${name} tells what is behind it`)
    assert.ok(!answer.headers.some(([header]) => /^x-upstream|content-encoding/i.test(header)), name)
    seen[name] = observe(answer)
  }
  assert.ok(Object.keys(seen).length > 0, 'no route documents it')
  return seen
}

/** A body that fits the route, as a user would send it. */
function goodBody(operation: Operation, name: string): Partial<Ask> {
  if (takesJson(operation)) return { json: BODIES[name] }
  if (operation.path.endsWith('/import')) return { body: ARCHIVE }
  return takesBytes(operation) ? { body: 'x' } : {}
}

async function namedCaller(site: Site, email: string) {
  return { userId: randomUUID(), email, token: await site.token({ email }) }
}

export const contractErrors = group('documented errors, on every route', {
  '401 without a token': (site) => askAll(site, 401, isUserRoute, randomUUID(), goodBody),
  '403 with a key that lacks the scope': async (site) => {
    const keyWith = async (scope: string): Promise<Account> => {
      const made = await site.json<{ key: string }>('POST', '/api/keys', { json: { name: scope, scopes: [scope] } })
      return { ...site.account, token: made.key }
    }
    const [admin, ai] = [await keyWith('admin'), await keyWith('ai')]
    return askAll(site, 403, isUserRoute, randomUUID(), (operation, name) => ({
      account: operation['x-required-scope'] === 'admin' ? ai : admin,
      ...goodBody(operation, name),
    }))
  },
  '400 for an id that is none': (site) =>
    askAll(
      site,
      400,
      ({ path }) => path.includes('{id}'),
      'nonsense',
      (operation, name) => ({
        account: site.account,
        ...goodBody(operation, name),
      }),
    ),
  '400 for an unknown query parameter': (site) => {
    const takesQuery = ({ parameters }: Operation) => parameters?.some((one) => one.in === 'query') === true
    return askAll(site, 400, takesQuery, randomUUID(), () => ({ account: site.account }), {
      query: '?unknown=1&limit=%zz',
    })
  },
  '404 for an id of nobody': (site) =>
    askAll(
      site,
      404,
      // Of what asks a model, a 404 is the provider's.
      (one) =>
        isUserRoute(one) &&
        '404' in one.responses &&
        !isOfFactors(one) &&
        // It asks first whose page sends the request.
        one.path !== '/api/session/verify' &&
        !(one.path.startsWith('/v1/') && takesJson(one)),
      randomUUID(),
      (operation, name) => ({
        account: site.account,
        ...goodBody(operation, name),
      }),
    ),
  '501 for second factors of an Auth that has none': (site) =>
    askAll(site, 501, isOfFactors, randomUUID(), (operation, name) => ({
      account: site.account,
      ...goodBody(operation, name),
    })),
  '400 for a body of another shape': (site) =>
    askAll(site, 400, takesJson, randomUUID(), () => ({ account: site.account, json: { unknown: 1 } })),
  '400 for a body that is not JSON': (site) =>
    askAll(site, 400, takesJson, randomUUID(), () => ({
      account: site.account,
      headers: [['Content-Type', 'application/json']],
      body: '{"name":',
    })),
  '400 for an empty body': (site) =>
    askAll(site, 400, takesJson, randomUUID(), () => ({
      account: site.account,
      headers: [['Content-Type', 'application/json']],
      body: '',
    })),
  '415 for a body of another type': (site) =>
    askAll(site, 415, takesJson, randomUUID(), () => ({
      account: site.account,
      headers: [['Content-Type', 'text/plain']],
      body: '{}',
    })),
  '413 for a body that is too long': (site) =>
    askAll(
      site,
      413,
      ({ requestBody }) => requestBody !== undefined,
      randomUUID(),
      ({ path }) => ({
        account: site.account,
        headers: [['Content-Type', 'application/json']],
        body: Buffer.alloc((path.startsWith('/v1/') ? site.modelBodyLimitBytes : site.bodyLimitBytes) + 1, ' '),
      }),
    ),
  '503 when the data API is away': async (site) => {
    const account = await namedCaller(site, 'down-1@example.com')
    const fits = (one: Operation) => asksForData(one) || (one.path.startsWith('/api/auth/') && !answersFirst(one))
    return askAll(site, 503, fits, randomUUID(), (operation, name) => ({ account, ...goodBody(operation, name) }))
  },
  '500 without its cause': async (site) => {
    const account = await namedCaller(site, 'broken-1@example.com')
    const fits = (one: Operation) => asksForData(one) && !asksAuth(one)
    return askAll(site, 500, fits, randomUUID(), (operation, name) => ({ account, ...goodBody(operation, name) }))
  },
  '429 for who has asked too often': async (site) => {
    const account = await register(site)
    const address = '198.51.100.100'
    await Promise.all([site.spendTurns('account', account.userId), site.spendTurns('address', address)])
    const documented = ({ responses }: Operation) => '429' in responses
    const headers: [string, string][] = [['X-Forwarded-For', address]]
    const ask = (operation: Operation, name: string) => ({ account, headers, ...goodBody(operation, name) })
    // A limiter that has waited too long for Redis refuses nobody: on a busy machine it may be asked again.
    const seen = await askAll(site, 429, documented, randomUUID(), ask, { attempts: 5 })
    for (const [name, { headers }] of Object.entries(seen)) {
      assert.ok(Number(headers['retry-after']?.[0]) > 0, name)
      headers['retry-after'] = ['<seconds>']
    }
    return seen
  },
  '409 of each kind': async (site) => {
    const { account } = site
    const project = await createProject(site)
    const send = (method: string, target: string, json?: unknown) => site.send(method, target, { account, json })
    const taken = await send('POST', '/api/auth/register', { email: account.email, password: 'correct horse' })
    const scene = site.model.scene(() => undefined)
    const run = await send('POST', `/api/projects/${project}/runs`, { prompt: scene.prompt })
    const active = await send('POST', `/api/projects/${project}/runs`, { prompt: 'x' })
    await send('POST', `/api/runs/${(JSON.parse(run.body.toString()) as { id: string }).id}/cancel`)
    const other = await createProject(site)
    await send('PATCH', `/api/projects/${other}`, { status: 'archived' })
    const archived = await send('POST', `/api/projects/${other}/runs`, { prompt: 'x' })
    assert.deepEqual(
      [taken, active, archived].map(({ status }) => status),
      [409, 409, 409],
    )
    return [taken, active, archived].map(observe)
  },
  '422 for an Idempotency-Key of another request': async (site) => {
    const project = await createProject(site)
    const headers: [string, string][] = [['Idempotency-Key', randomUUID()]]
    const { account } = site
    const scene = site.model.scene(() => undefined)
    const path = `/api/projects/${project}/runs`
    const first = await site.send('POST', path, { account, headers, json: { prompt: scene.prompt } })
    const again = await site.send('POST', path, { account, headers, json: { prompt: scene.prompt } })
    const other = await site.send('POST', path, { account, headers, json: { prompt: 'another' } })
    await site.send('POST', `/api/runs/${(JSON.parse(first.body.toString()) as { id: string }).id}/cancel`, { account })
    assert.deepEqual(
      [first, again, other].map(({ status }) => status),
      [201, 201, 422],
    )
    assert.equal(again.body.toString(), first.body.toString())
    return observe(other)
  },
  '401 for wrong credentials and used tokens': async (site) => {
    const login = await site.send('POST', '/api/auth/login', { json: { email: site.account.email, password: 'wrong' } })
    const refresh = await site.send('POST', '/api/auth/refresh', { json: { refresh_token: 'unknown' } })
    assert.deepEqual([login.status, refresh.status], [401, 401])
    return [observe(login), observe(refresh)]
  },
  '400 for an unknown model': async (site) => {
    const project = await createProject(site)
    const answer = await site.send('POST', `/api/projects/${project}/runs`, {
      account: site.account,
      json: { prompt: 'x', model: 'nobody' },
    })
    assert.equal(answer.status, 400)
    return observe(answer)
  },
  "404 for another user's project, as for none": async (site) => {
    const account = await register(site)
    const project = await createProject(site)
    const foreign = await site.send('GET', `/api/projects/${project}`, { account })
    const none = await site.send('GET', `/api/projects/${randomUUID()}`, { account })
    assert.deepEqual(observe(foreign), observe(none))
    return observe(foreign)
  },
})

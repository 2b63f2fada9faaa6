// What admins may do about other accounts, and that nobody else may do anything of it, whichever way they come.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { createTokenSigner } from '../../src/accounts/token-signer.ts'
import { connectAsService, connectAsUser } from '../../src/services/supabase.ts'
import { clientOf, createProject, signUp, type Answer, type Client } from '../support/client.ts'
import { openLite } from '../support/data-access.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

let data: Awaited<ReturnType<typeof openLite>>
let model: ScriptedModel
let stack: Stack
let admin: Client

beforeAll(async () => {
  model = await startScriptedModel()
  data = await openLite()
  stack = makeStack({ ...data.environment, ...model.environment })
  admin = await makeAdmin()
})
afterAll(async () => {
  await stack.idle()
  await model.close()
  await data.close()
})

async function makeAdmin(): Promise<Client> {
  const client = await signUp(stack.app)
  const change = { p_id: client.userId, p_role: 'admin', p_tier: null }
  expect((await connectAsService(stack.config).rpc('set_user', change)).error).toBeNull()
  return client
}

const codeOf = ({ status, json }: Answer) => [status, (json as { error?: { code: string } } | undefined)?.error?.code]
const ofAccount = ({ userId }: Client, more = '') => `/api/admin/accounts/${userId}${more}`
/** A process that knows of nothing. */
const elsewhere = (client: Client) => clientOf(makeStack(data.environment).app, client.token, client.userId)
type Entry = { actor_id: string | null; action: string; details: Record<string, unknown> }
const auditOf = async (client: Client) =>
  ((await admin.call('GET', `/api/admin/audit?account=${client.userId}`)).json as { items: Entry[] }).items.map(
    ({ actor_id, action, details }) => [actor_id, action, details],
  )

/** A run whose model has begun to answer and says nothing more. */
async function startHangingRun(client: Client): Promise<{ id: string; ended: Promise<Answer> }> {
  const asked = Promise.withResolvers<void>()
  model.script(() => asked.resolve())
  const project = await createProject(client)
  const ended = client.call('POST', `/api/projects/${project}/runs`, { prompt: 'Go' }, { Accept: 'text/event-stream' })
  await asked.promise
  const { json } = await client.call('GET', `/api/projects/${project}/runs`)
  return { id: (json as { items: { id: string }[] }).items[0]?.id ?? '', ended }
}

describe('an admin', () => {
  it('finds accounts by their address, name or id, page by page', async () => {
    const one = await signUp(stack.app)
    const made = [one, await signUp(stack.app), await signUp(stack.app)]
    const { email } = (await one.call('GET', '/api/auth/user')).json as { email: string }
    for (const search of [email.slice(0, 13).toUpperCase(), one.userId]) {
      const { json } = await admin.call('GET', `/api/admin/accounts?search=${search}`)
      expect(json).toMatchObject({ items: [{ id: one.userId, email, tier: 'free', projects: 0 }], next_cursor: null })
    }
    const seen: string[] = []
    for (let cursor = ''; ;) {
      const { json } = await admin.call('GET', `/api/admin/accounts?limit=2${cursor}`)
      const page = json as { items: { id: string }[]; next_cursor: string | null }
      seen.push(...page.items.map(({ id }) => id))
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining([admin.userId, ...made.map(({ userId }) => userId)]))
    expect((await admin.call('GET', '/api/admin/accounts?search=%25')).json).toMatchObject({ items: [] })
  })

  it('sets the tier, whose limits are those of the account then, and the role, and both are noted', async () => {
    const client = await signUp(stack.app)
    await data.sql(`insert into public.tier_limits (tier, max_projects) values ('tiny', 1) on conflict do nothing`)
    const set = await admin.call('PATCH', ofAccount(client), { tier: 'tiny', role: 'admin' })
    expect([set.status, set.json]).toMatchObject([200, { id: client.userId, tier: 'tiny', role: 'admin' }])
    await createProject(client)
    expect(codeOf(await client.call('POST', '/api/projects', { name: 'x' }))).toEqual([409, 'too_many_projects'])
    expect((await client.call('GET', '/api/admin/accounts')).status).toBe(200)
    await admin.call('PATCH', ofAccount(client), { tier: 'tiny', role: 'user' })
    expect((await client.call('GET', '/api/admin/accounts')).status).toBe(404)
    expect(await auditOf(client)).toEqual([
      [admin.userId, 'account.set_role', { from: 'admin', to: 'user' }],
      [admin.userId, 'account.set_tier', { from: 'free', to: 'tiny' }],
      [admin.userId, 'account.set_role', { from: 'user', to: 'admin' }],
    ])
  })

  it('suspends an account, whose runs, sessions and keys serve no more, and lets it in again with all that it had', async () => {
    const client = await signUp(stack.app)
    const project = await createProject(client)
    const made = await client.call('POST', '/api/keys', { name: 'A key', scopes: ['projects:read'] })
    const key = clientOf(stack.app, (made.json as { key: string }).key, client.userId)
    expect((await key.call('GET', '/api/projects')).status).toBe(200)
    const { email } = (await client.call('GET', '/api/auth/user')).json as { email: string }
    const run = await startHangingRun(client)
    const answer = await admin.call('POST', ofAccount(client, '/suspend'), { reason: 'spam' })
    expect([answer.status, answer.json]).toMatchObject([200, { suspended_at: expect.any(String) }])
    expect((await run.ended).text).toContain('run.canceled')

    expect(codeOf(await elsewhere(client).call('GET', '/api/projects'))).toEqual([401, 'unauthorized'])
    expect(codeOf(await elsewhere(key).call('GET', '/api/projects'))).toEqual([401, 'unauthorized'])
    const credentials = { email, password: 'correct horse' }
    const anonymous = clientOf(stack.app, '', '')
    expect(codeOf(await anonymous.call('POST', '/api/auth/login', credentials))).toEqual([403, 'account_suspended'])
    expect(await data.sql(`select from auth.sessions where user_id = '${client.userId}'`)).toEqual([])
    // Nor with its token straight at the data API.
    const direct = connectAsUser(stack.config, client.token)
    const asked = { p_project: project, p_kind: 'edit', p_prompt: 'x', p_model: 'm' }
    expect((await direct.rpc('create_run', asked)).error?.message).toBe('too_many_runs')
    expect((await direct.from('projects').insert({ name: 'x' })).error?.message).toBe('too_many_projects')

    expect((await admin.call('POST', ofAccount(client, '/suspend'), {})).status).toBe(200)
    const back = await admin.call('POST', ofAccount(client, '/unsuspend'))
    expect([back.status, back.json]).toMatchObject([200, { suspended_at: null }])
    const session = await anonymous.call('POST', '/api/auth/login', credentials)
    const again = clientOf(stack.app, (session.json as { access_token: string }).access_token, '')
    expect((await again.call('GET', `/api/projects/${project}`)).status).toBe(200)
    expect((await elsewhere(key).call('GET', '/api/projects')).status).toBe(200)
    expect(await auditOf(client)).toEqual([
      [admin.userId, 'account.unsuspend', {}],
      [admin.userId, 'account.suspend', { reason: 'spam' }],
    ])
  })

  it('sets what tiers may have, in force at once, and noted', async () => {
    const client = await signUp(stack.app)
    await admin.call('PATCH', ofAccount(client), { tier: 'silver' })
    const set = await admin.call('PATCH', '/api/admin/tiers/silver', { max_projects: 1, max_run_cost_usd: 0.25 })
    expect([set.status, set.json]).toMatchObject([200, { tier: 'silver', max_projects: 1, max_run_cost_usd: 0.25 }])
    await createProject(client)
    expect(codeOf(await client.call('POST', '/api/projects', { name: 'x' }))).toEqual([409, 'too_many_projects'])
    const changed = await admin.call('PATCH', '/api/admin/tiers/silver', { max_projects: null })
    expect(changed.json).toMatchObject({ max_projects: null, max_run_cost_usd: 0.25 })
    expect((await client.call('POST', '/api/projects', { name: 'x' })).status).toBe(201)
    const listed = (await admin.call('GET', '/api/admin/tiers')).json as { items: { tier: string }[] }
    expect(listed.items.find(({ tier }) => tier === 'silver')).toEqual(changed.json)
    const { json } = await admin.call('GET', '/api/admin/audit?limit=2')
    expect(json).toMatchObject({
      items: [
        { actor_id: admin.userId, action: 'tier.set', target_id: null, details: { tier: 'silver' } },
        { details: { tier: 'silver', to: { max_projects: 1, max_run_cost_usd: 0.25 } } },
      ],
    })
    for (const wrong of [{}, { max_projects: -1 }, { tier: 'gold' }]) {
      expect((await admin.call('PATCH', '/api/admin/tiers/silver', wrong)).status).toBe(400)
    }
  })

  it('sees the runs under way without what they are about, and cancels one, which is noted', async () => {
    const client = await signUp(stack.app)
    const run = await startHangingRun(client)
    const { json, text } = await admin.call('GET', '/api/admin/runs')
    const items = (json as { items: { id: string }[] }).items
    expect(items.find(({ id }) => id === run.id)).toMatchObject({ owner_id: client.userId, status: 'running' })
    expect(text).not.toContain('prompt')
    expect((await admin.call('POST', `/api/admin/runs/${run.id}/cancel`)).status).toBe(204)
    expect((await run.ended).text).toContain('run.canceled')
    expect((await admin.call('POST', `/api/admin/runs/${run.id}/cancel`)).status).toBe(204)
    expect(await auditOf(client)).toEqual([[admin.userId, 'run.cancel', { run_id: run.id }]])
    expect((await admin.call('GET', '/api/admin/runs')).text).not.toContain(run.id)
  })

  it('reads what an account used, as the account itself does', async () => {
    const client = await signUp(stack.app)
    model.script((reply) => {
      reply.text('Hello')
      reply.end()
    })
    await client.call('POST', '/v1/chat/completions', {
      model: 'm',
      stream: true,
      messages: [{ role: 'user', content: 'x' }],
    })
    await stack.idle()
    const own = await client.call('GET', '/api/usage?by=model')
    const seen = await admin.call('GET', ofAccount(client, '/usage?by=model'))
    expect([seen.status, seen.json]).toEqual([200, own.json])
    expect(seen.json).toMatchObject({ items: [{ key: 'm', calls: 1 }] })
  })

  it('does nothing to their own account', async () => {
    expect(codeOf(await admin.call('PATCH', ofAccount(admin), { role: 'user' }))).toEqual([409, 'own_account'])
    expect(codeOf(await admin.call('POST', ofAccount(admin, '/suspend'), {}))).toEqual([409, 'own_account'])
  })

  it('is one no more once another admin has suspended them, or said so', async () => {
    for (const [method, more, body] of [
      ['POST', '/suspend', {}],
      ['PATCH', '', { role: 'user' }],
    ] as const) {
      const other = await makeAdmin()
      expect((await other.call('GET', '/api/admin/runs')).status).toBe(200)
      expect((await admin.call(method, ofAccount(other, more), body)).status).toBe(200)
      // The database is asked each time, whatever the process remembers.
      expect((await other.call('GET', '/api/admin/runs')).status).toBe(404)
      expect((await other.call('PATCH', ofAccount(admin), { role: 'user' })).status).toBe(404)
    }
  })
})

const routes = functions.flatMap(({ contracts }) => contracts).filter(({ path }) => path.startsWith('/api/admin/'))
function bodyOf(method: string, path: string): object | undefined {
  if (method === 'get') return undefined
  if (method === 'post') return {}
  return path.endsWith('{tier}') ? { max_projects: 1 } : { tier: 'gold' }
}
const urlOf = (path: string, id: string) => path.replace('{id}', id).replace('{tier}', 'gold')

describe('everybody else', () => {
  it.each(routes.map(({ method, path }) => [method, path] as const))('finds nothing at %s %s', async (method, path) => {
    const client = await signUp(stack.app)
    for (const id of [admin.userId, randomUUID()]) {
      const answer = await client.call(method.toUpperCase(), urlOf(path, id), bodyOf(method, path))
      expect(codeOf(answer)).toEqual([404, 'not_found'])
    }
  })

  it('gets no further with a key of an admin, whatever its scopes', async () => {
    const scopes = ['projects:read', 'projects:write', 'runs', 'ai', 'admin']
    const made = await admin.call('POST', '/api/keys', { name: 'All', scopes })
    const key = clientOf(stack.app, (made.json as { key: string }).key, admin.userId)
    for (const { method, path } of routes) {
      const answer = await key.call(method.toUpperCase(), urlOf(path, admin.userId), bodyOf(method, path))
      expect(codeOf(answer)).toEqual([403, 'insufficient_scope'])
    }
  })

  it('gets no further straight at the data API, nor with the token that is made for a key of an admin', async () => {
    const client = await signUp(stack.app)
    const signToken = createTokenSigner(stack.config)
    const keyToken = await signToken?.({ userId: admin.userId, email: undefined, keyId: randomUUID() })
    for (const token of [client.token, keyToken ?? '']) {
      const direct = connectAsUser(stack.config, token)
      const asked = { p_id: client.userId, p_role: 'admin', p_tier: null }
      expect((await direct.rpc('admin_set_account', asked)).error?.message).toBe('not_found')
      const all = { p_search: null, p_before_created_at: null, p_before_id: null, p_limit: 10 }
      expect((await direct.rpc('admin_list_accounts', all)).error?.message).toBe('not_found')
    }
  })
})

describe('the audit log', () => {
  it('can be added to and not changed, by the secret key neither', async () => {
    const client = await signUp(stack.app)
    await admin.call('PATCH', ofAccount(client), { tier: 'gold' })
    const before = await data.sql('select * from public.audit_log order by id')
    expect((await data.service.update('audit_log', { action: 'a.b' }, { target_id: client.userId })).rows).toEqual([])
    expect((await data.service.remove('audit_log', { target_id: client.userId })).rows).toEqual([])
    for (const statement of [
      `update public.audit_log set action = 'a.b'`,
      'delete from public.audit_log',
      'truncate public.audit_log',
    ]) {
      await expect(data.sql(statement)).rejects.toThrow()
    }
    expect(await data.sql('select * from public.audit_log order by id')).toEqual(before)
  })

  it('outlives who did it and whom it was done to', async () => {
    const other = await makeAdmin()
    const client = await signUp(stack.app)
    await other.call('PATCH', ofAccount(client), { tier: 'gold' })
    for (const one of [client, other]) await one.call('POST', '/api/account/delete', { password: 'correct horse' })
    expect(await auditOf(client)).toEqual([
      [client.userId, 'account.delete', {}],
      [other.userId, 'account.set_tier', { from: 'free', to: 'gold' }],
    ])
  })

  it('knows what an operator does at the command line as nobody’s', async () => {
    const client = await signUp(stack.app)
    await connectAsService(stack.config).rpc('set_user', { p_id: client.userId, p_role: null, p_tier: 'gold' })
    await connectAsService(stack.config).rpc('set_user', { p_id: client.userId, p_role: null, p_tier: 'gold' })
    expect(await auditOf(client)).toEqual([[null, 'account.set_tier', { from: 'free', to: 'gold' }]])
  })
})

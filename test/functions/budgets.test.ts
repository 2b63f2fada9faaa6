import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { invite } from '../../src/accounts/invitations.ts'
import { connectAsService, connectAsUser, rowsOf } from '../../src/services/supabase.ts'
import { clientOf, createProject, signUp, type Client } from '../support/client.ts'
import { countData } from '../support/counting-proxy.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'
import { putOnTier } from '../support/tiers.ts'
import { startSwitch } from '../support/switch.ts'

/** A dollar for a million tokens: an answer of the longest length costs ten cents. */
const LONGEST = 100_000
const PRICED = { AI_PRICES: 'm=1/1', AI_MODEL_LIMITS: `m=200000/${LONGEST}` }
const ASK = { model: 'm', max_tokens: LONGEST, messages: [{ role: 'user', content: 'x' }] }
const codeOf = (answer: { json: unknown }) => (answer.json as { error?: { code: string } }).error?.code

let model: ScriptedModel
let stack: Stack
let held: (() => void)[]

/** Answers a call as a provider that charged so much. */
function answer(raw: ServerResponse, tokens: number) {
  const choice = { index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }
  const usage = { prompt_tokens: 0, completion_tokens: tokens, total_tokens: tokens }
  const body = { id: 'c', object: 'chat.completion', created: 1, model: 'm', choices: [choice], usage }
  raw.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

beforeAll(async () => {
  model = await startScriptedModel()
  stack = makeStack({ ...model.environment, ...PRICED })
})
afterAll(() => model.close())

function answerAtOnce(tokens: number): void {
  model.script(({ raw }) => answer(raw, tokens))
}

function holdAnswers(tokens: number): void {
  held = []
  model.script(({ raw }) => void held.push(() => answer(raw, tokens)))
}

const onTier = (client: Client, limits: Record<string, number>) => putOnTier(stack.config, client.userId, limits)

const ask = (client: Client, body: object = ASK) => client.call('POST', '/v1/chat/completions', body)
const limitsOf = async (client: Client) =>
  (await client.call('GET', '/api/limits')).json as {
    reserved_ai_usd: number
    monthly_ai_usd: { used: number; limit: number | null }
  }

describe('a budget', () => {
  it('lets a call pass that fits it, counts what that cost, and gives back what it had held', async () => {
    const client = await signUp(stack.app)
    await onTier(client, { monthly_ai_usd: 0.15 })
    answerAtOnce(1000)
    expect((await ask(client)).status).toBe(200)
    await stack.idle()
    expect(await limitsOf(client)).toMatchObject({ reserved_ai_usd: 0, monthly_ai_usd: { used: 0.001, limit: 0.15 } })
    answerAtOnce(60_000)
    expect((await ask(client)).status).toBe(200)
    await stack.idle()
    const refused = await ask(client)
    expect([refused.status, codeOf(refused)]).toEqual([402, 'budget_exceeded'])
    // What costs less still fits.
    answerAtOnce(10)
    expect((await ask(client, { ...ASK, max_tokens: 1000 })).status).toBe(200)
  })

  it('gives back what a call had held that failed', async () => {
    const client = await signUp(stack.app)
    await onTier(client, { monthly_ai_usd: 0.15 })
    model.script(({ raw }) => void raw.writeHead(500).end('{}'))
    expect((await ask(client)).status).toBe(502)
    await stack.idle()
    expect(await limitsOf(client)).toMatchObject({ reserved_ai_usd: 0, monthly_ai_usd: { used: 0 } })
  })

  it('lets nothing pass whose price nobody knows, nor what costs nothing when it is used up', async () => {
    const unpriced = makeStack({ ...model.environment, AI_PRICES: '' })
    const client = await signUp(unpriced.app)
    answerAtOnce(10)
    expect((await ask(client)).status).toBe(200)
    const limited = await signUp(unpriced.app)
    await onTier(limited, { monthly_ai_usd: 1 })
    const refused = await ask(limited)
    expect([refused.status, codeOf(refused)]).toEqual([409, 'price_unknown'])
    await unpriced.idle()
  })

  it('lets nothing pass while nobody can count, and says so', async () => {
    const client = await signUp(stack.app)
    const { json } = await client.call('POST', '/api/keys', { name: 'k', scopes: ['ai'], monthly_budget_usd: 1 })
    const key = (json as { key: string }).key
    const database = await startSwitch(inject('environment')['SUPABASE_URL'] ?? '')
    const apart = makeStack({ ...model.environment, ...PRICED, SUPABASE_URL: database.url })
    const program = clientOf(apart.app, key, client.userId)
    answerAtOnce(10)
    expect((await ask(program)).status).toBe(200)
    await apart.idle()
    const calls = model.calls.length
    await database.stop('refuses')
    const refused = await ask(program)
    expect([refused.status, refused.text]).toEqual([503, expect.stringContaining('budget cannot be counted')])
    expect(model.calls.length).toBe(calls)
    await database.close()
  })

  it('bounds how many calls are under way at a time', async () => {
    const client = await signUp(stack.app)
    await onTier(client, { max_concurrent_calls: 2 })
    holdAnswers(1)
    const underWay = [ask(client), ask(client)]
    await expect.poll(() => held.length, { timeout: 60_000 }).toBe(2)
    const third = await ask(client)
    expect([third.status, codeOf(third), third.headers.get('Retry-After')]).toEqual([429, 'too_many_calls', '5'])
    for (const release of held) release()
    expect((await Promise.all(underWay)).map(({ status }) => status)).toEqual([200, 200])
    await stack.idle()
    answerAtOnce(1)
    expect((await ask(client)).status).toBe(200)
  })

  it('is asked of the database by nobody who has none', async () => {
    const client = await signUp(stack.app)
    await ask(client)
    await stack.idle()
    const { data } = await connectAsUser(stack.config, client.token).from('budget_reservations').select()
    expect(data).toEqual([])
    expect((await limitsOf(client)).monthly_ai_usd.limit).toBeNull()
  })

  it('is reserved and counted once, whatever is done twice', async () => {
    const client = await signUp(stack.app)
    await onTier(client, { monthly_ai_usd: 1 })
    const database = connectAsService(stack.config)
    const hold = { p_id: randomUUID(), p_owner: client.userId, p_key: null, p_amount: 0.6, p_seconds: 60 }
    for (let time = 0; time < 2; time++) expect(rowsOf(await database.rpc('reserve_budget', hold))).toBe(true)
    expect((await limitsOf(client)).reserved_ai_usd).toBe(0.6)
    const row = {
      id: randomUUID(),
      owner_id: client.userId,
      run_id: null,
      model: 'm',
      outcome: 'whole',
      estimated: false,
      prompt_tokens: 1,
      completion_tokens: 1,
      cost_usd: 0.25,
    }
    for (let time = 0; time < 2; time++) await database.from('usage_ledger').upsert(row, { onConflict: 'id' })
    for (let time = 0; time < 2; time++) await database.rpc('release_budget', { p_id: hold.p_id })
    expect(await limitsOf(client)).toMatchObject({ reserved_ai_usd: 0, monthly_ai_usd: { used: 0.25 } })
  })

  it('is asked of the database by few of many calls where much is left, and each is counted', async () => {
    const client = await signUp(stack.app)
    const { json } = await client.call('POST', '/api/keys', {
      name: 'k',
      scopes: ['ai', 'admin'],
      monthly_budget_usd: 9000,
    })
    const data = await countData(inject('environment')['SUPABASE_URL'] ?? '')
    const apart = makeStack({ ...model.environment, ...PRICED, SUPABASE_URL: data.url })
    const program = clientOf(apart.app, (json as { key: string }).key, client.userId)
    answerAtOnce(1000)
    const callers = Array.from({ length: 8 }, async () => {
      for (let call = 0; call < 25; call += 1) expect((await ask(program)).status).toBe(200)
    })
    await Promise.all(callers)
    await apart.idle()
    const asked = data.tally().asked
    // Of 200 calls; the slower the machine, the fewer there are in a lease's time.
    expect(asked.get('POST /rest/v1/rpc/lease_budget')).toBeLessThan(150)
    expect(asked.get('POST /rest/v1/rpc/record_calls')).toBeLessThan(150)
    expect((await limitsOf(program)).reserved_ai_usd).toBe(0)
    expect((await limitsOf(program)).monthly_ai_usd.used).toBeCloseTo(0.2, 9)
    await apart.idle()
    await data.close()
  })

  it('gets back what a process held for calls that did not come', async () => {
    const client = await signUp(stack.app)
    const database = connectAsService(stack.config)
    await onTier(client, { monthly_ai_usd: 100, max_concurrent_calls: 40 })
    const lease = (id: string, calls: number) => {
      const wanted = { p_id: id, p_owner: client.userId, p_key: null, p_amount: 0.1, p_calls: calls, p_seconds: 60 }
      return database.rpc('lease_budget', wanted)
    }
    const id = randomUUID()
    // A quarter of forty; twice is once.
    for (let time = 0; time < 2; time += 1) expect(rowsOf(await lease(id, 64))).toBe(10)
    expect((await limitsOf(client)).reserved_ai_usd).toBeCloseTo(1, 9)
    const settle = (amount_usd: number, calls: number) =>
      database.rpc('settle_budgets', { p_holds: [{ id, amount_usd, calls }] })
    await settle(0.2, 2)
    // It only gets less, in whichever order the words come.
    await settle(0.5, 5)
    expect((await limitsOf(client)).reserved_ai_usd).toBeCloseTo(0.2, 9)
    await settle(0, 0)
    await settle(0.2, 2)
    expect((await limitsOf(client)).reserved_ai_usd).toBe(0)
    // With room for a hundred calls, a thirty-second of it is three; with room for sixty, one.
    await onTier(client, { monthly_ai_usd: 10 })
    expect(rowsOf(await lease(randomUUID(), 64))).toBe(3)
    await onTier(client, { monthly_ai_usd: 6 })
    expect(rowsOf(await lease(randomUUID(), 64))).toBe(1)
  })

  it('holds for runs: what one may cost is held until its end, and none begins without', async () => {
    const client = await signUp(stack.app)
    await onTier(client, { monthly_ai_usd: 1.5 })
    const mine = connectAsUser(stack.config, client.token)
    const create = async () =>
      mine.rpc('create_run', { p_project: await createProject(client), p_kind: 'edit', p_prompt: 'Go', p_model: 'm' })
    const first = rowsOf(await create())
    expect((await limitsOf(client)).reserved_ai_usd).toBe(1)
    await create()
    expect((await limitsOf(client)).reserved_ai_usd).toBe(1.5)
    expect((await create()).error?.message).toBe('budget_exceeded')
    await client.call('POST', `/api/runs/${first.id}/cancel`)
    expect((await limitsOf(client)).reserved_ai_usd).toBe(0.5)
  })
})

describe('what was used', () => {
  it('is told by day, model, project and key, and to its account alone', async () => {
    const client = await signUp(stack.app)
    const { json } = await client.call('POST', '/api/keys', { name: 'k', scopes: ['ai', 'admin'] })
    const { id, key } = json as { id: string; key: string }
    const program = clientOf(stack.app, key, client.userId)
    answerAtOnce(1000)
    await ask(client)
    await ask(program)
    await stack.idle()
    const usage = async (query: string, by: Client = program) => (await by.call('GET', `/api/usage?${query}`)).json
    const one = { calls: 1, prompt_tokens: 0, completion_tokens: 1000, cost_usd: 0.001 }
    const both = { calls: 2, prompt_tokens: 0, completion_tokens: 2000, cost_usd: 0.002 }
    const today = new Date().toISOString().slice(0, 10)
    expect(await usage('by=day')).toMatchObject({ items: [{ key: today, ...both }], truncated: false })
    expect(await usage('by=model')).toMatchObject({ items: [{ key: 'm', ...both }] })
    expect(await usage('by=project')).toMatchObject({ items: [{ key: null, ...both }] })
    const byKey = (await usage('by=key')) as { items: object[] }
    expect(byKey.items).toHaveLength(2)
    expect(byKey.items).toEqual(
      expect.arrayContaining([
        { key: id, ...one },
        { key: null, ...one },
      ]),
    )
    expect(await usage('by=day&until=2020-01-31&from=2020-01-01')).toMatchObject({ items: [] })
    expect(await usage('by=day', await signUp(stack.app))).toMatchObject({ items: [] })
    for (const wrong of ['from=2020-01-01', 'from=2030-01-01&until=2029-01-01', 'from=x', 'by=nothing']) {
      expect((await program.call('GET', `/api/usage?${wrong}`)).status).toBe(400)
    }
  })

  it('stands beside the limits of the tier', async () => {
    const client = await signUp(stack.app)
    await onTier(client, { max_projects: 2, max_monthly_runs: 5, max_requests_per_minute: 100, monthly_ai_usd: 5 })
    await createProject(client)
    expect((await client.call('GET', '/api/limits')).json).toMatchObject({
      projects: { limit: 2, used: 1 },
      monthly_runs: { limit: 5, used: 0 },
      active_runs: { limit: 100, used: 0 },
      keys: { limit: 100, used: 0 },
      monthly_ai_usd: { limit: 5, used: 0 },
      requests_per_minute: 100,
      concurrent_calls: null,
    })
  })
})

describe('who may make an account', () => {
  const credentials = () => ({ email: `${randomUUID()}@example.com`, password: 'correct horse' })
  const register = (app: Stack['app'], body: object) => clientOf(app, '', '').call('POST', '/api/auth/register', body)

  it('is nobody where sign-ups are closed', async () => {
    const refused = await register(makeStack({ SIGN_UPS: 'closed' }).app, credentials())
    expect([refused.status, codeOf(refused)]).toEqual([403, 'sign_ups_closed'])
  })

  it('is who was invited, once, and by the address that was invited', async () => {
    const { app, config } = makeStack({ SIGN_UPS: 'invitation' })
    expect(codeOf(await register(app, credentials()))).toBe('sign_ups_closed')
    const invitation = await invite(config, undefined, 1)
    const taken = await signUp(stack.app)
    const { email } = (await taken.call('GET', '/api/auth/user')).json as { email: string }
    expect(codeOf(await register(app, { ...credentials(), email, invitation }))).toBe('email_taken')
    const twins = await Promise.all([1, 2].map(() => register(app, { ...credentials(), invitation })))
    expect(twins.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 403])
    const invited = credentials()
    const personal = await invite(config, invited.email.toUpperCase(), 1)
    expect((await register(app, { ...credentials(), invitation: personal })).status).toBe(403)
    expect((await register(app, { ...invited, invitation: personal })).status).toBe(201)
    expect((await register(app, { ...credentials(), invitation: 'inv-made-up' })).status).toBe(403)
  })
})

// Calls with keys that accounts bring, directly and in runs: whom they reach, what they cost, and that they touch nobody else.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nodeNetwork } from '../../src/adapters/node-network.ts'
import { attachNetwork } from '../../src/app.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { clientOf, createProject, runPrompt, signUp, type Answer, type Client } from '../support/client.ts'
import { startProvider, wholeAnswer } from '../support/provider-server.ts'
import { makeStack, type Stack } from '../support/stack.ts'
import { putOnTier } from '../support/tiers.ts'

const OWN = 'sk-of-the-account-0123'
const RING = `one=${randomBytes(32).toString('base64')}`
type Provider = Awaited<ReturnType<typeof startProvider>>

let deployment: Provider
let other: Provider
let stack: Stack
let client: Client

beforeAll(async () => {
  deployment = await startProvider()
  other = await startProvider()
  stack = makeStack({
    PROVIDER_KEY_RING: RING,
    ALLOW_PRIVATE_ADDRESSES: 'true',
    PROVIDER_KEY_HOSTS: '127.0.0.1',
    AI_PROVIDERS: `openai=${deployment.url},groq=${deployment.url}`,
    OPENAI_API_KEY: 'key-of-the-deployment',
    GROQ_API_KEY: 'other-key-of-the-deployment',
    AI_MODELS: 'openai/gpt-4o,groq/llama',
    AI_ALIASES: 'fast=openai/gpt-4o,groq/llama',
    AI_PRICES: 'openai/gpt-4o=1/1,groq/llama=1/1,openai/secret-model=1/1',
    AI_MAX_RETRIES: '0',
    RATE_LIMIT_PER_ACCOUNT: '0',
  })
  attachNetwork(stack.config, nodeNetwork)
})
afterAll(async () => {
  await stack.idle()
  await Promise.all([deployment.close(), other.close()])
})
beforeEach(async () => {
  for (const provider of [deployment, other]) {
    provider.asked.length = 0
    provider.answer = () => undefined
  }
  client = await signUp(stack.app)
})

const bring = async (provider: string, more: object = {}) =>
  expect((await client.call('PUT', `/api/provider-keys/${provider}`, { key: OWN, ...more })).status).toBe(200)
const ask = (model: string, more: object = {}, by = client) =>
  by.call('POST', '/v1/chat/completions', { model, messages: [{ role: 'user', content: 'Hi' }], ...more })
const codeOf = (answer: Answer) => (answer.json as { error?: { code: string } }).error?.code
const keysAsked = (provider: Provider) => provider.asked.map(({ key }) => key)

async function ledger() {
  await stack.idle()
  const columns = 'model,provider,own_key,cost_usd,prompt_tokens,run_id'
  const { data } = await connectAsService(stack.config)
    .from('usage_ledger')
    .select(columns)
    .eq('owner_id', client.userId)
    .order('created_at')
  return data ?? []
}

const limitTo = (limits: Record<string, number>) => putOnTier(stack.config, client.userId, limits)

const spent = async () =>
  ((await client.call('GET', '/api/limits')).json as { monthly_ai_usd: { used: number }; reserved_ai_usd: number }) ??
  {}

describe('a direct call', () => {
  it('is made with the key of its account, costs it nothing, and stands in the ledger', async () => {
    await bring('openai')
    const answer = await ask('openai/gpt-4o')
    expect([answer.status, answer.headers.get('X-Samokoder-Cost-Usd')]).toEqual([200, '0'])
    expect(keysAsked(deployment)).toEqual([OWN])
    expect(await ledger()).toEqual([
      { model: 'openai/gpt-4o', provider: 'openai', own_key: true, cost_usd: 0, prompt_tokens: 1000, run_id: null },
    ])
    expect((await spent()).monthly_ai_usd.used).toBe(0)
  })

  it('is made with the key of the deployment for everybody else, and after the own one is deleted', async () => {
    await bring('openai')
    const stranger = await signUp(stack.app)
    await ask('openai/gpt-4o', {}, stranger)
    await client.call('DELETE', '/api/provider-keys/openai')
    await ask('openai/gpt-4o')
    expect(keysAsked(deployment)).toEqual(['key-of-the-deployment', 'key-of-the-deployment'])
    expect(await ledger()).toMatchObject([{ own_key: false, cost_usd: 0.002 }])
  })

  it('may be to any model of a provider that the account has a key for, streamed too', async () => {
    expect(codeOf(await ask('openai/secret-model'))).toBe('unknown_model')
    await bring('openai')
    const { text } = await ask('openai/secret-model', { stream: true })
    expect(text).toContain('[DONE]')
    expect(deployment.asked).toMatchObject([{ key: OWN, body: { model: 'secret-model', stream: true } }])
    expect(codeOf(await ask('anthropic/claude'))).toBe('unknown_model')
  })

  it('goes where the account says, and there alone with its key', async () => {
    await bring('openai', { base_url: other.url })
    expect((await ask('openai/gpt-4o')).status).toBe(200)
    expect([keysAsked(other), keysAsked(deployment)]).toEqual([[OWN], []])
    other.answer = () => ({ status: 307, body: {}, headers: { Location: `${deployment.url}/chat/completions` } })
    const redirected = await ask('openai/gpt-4o')
    expect([redirected.status, codeOf(redirected)]).toEqual([502, 'provider_unavailable'])
    expect(keysAsked(deployment)).toEqual([])
  })

  it('hands on all that it was asked, however long that is', async () => {
    const messages = [{ role: 'user', content: 'ж"\n'.repeat(300_000) }]
    await bring('openai')
    await bring('groq', { base_url: other.url })
    for (const model of ['openai/gpt-4o', 'groq/llama']) expect((await ask(model, { messages })).status).toBe(200)
    expect([...deployment.asked, ...other.asked]).toMatchObject([{ body: { messages } }, { body: { messages } }])
  })

  it('goes on along its chain: from the own key to the deployment’s, and the other way, each at its own cost', async () => {
    await bring('openai')
    deployment.answer = ({ key }) => (key === OWN ? { status: 401, body: {} } : undefined)
    expect((await ask('fast')).headers.get('X-Samokoder-Model')).toBe('groq/llama')
    expect(await ledger()).toMatchObject([{ model: 'groq/llama', own_key: false, cost_usd: 0.002 }])
    await client.call('DELETE', '/api/provider-keys/openai')
    await bring('groq')
    deployment.answer = ({ key }) => (key === OWN ? undefined : { status: 500, body: {} })
    expect((await ask('fast')).headers.get('X-Samokoder-Model')).toBe('groq/llama')
    expect((await ledger()).at(-1)).toMatchObject({ model: 'groq/llama', own_key: true, cost_usd: 0 })
  })

  it('passes where no budget is left, as the deployment’s does not', async () => {
    await limitTo({ monthly_ai_usd: 0 })
    expect(codeOf(await ask('openai/gpt-4o'))).toBe('budget_exceeded')
    await bring('openai')
    expect((await ask('openai/gpt-4o')).status).toBe(200)
    // The rest of the chain would cost: it is not asked.
    deployment.answer = ({ key }) => (key === OWN ? { status: 500, body: {} } : undefined)
    expect((await ask('fast')).status).toBe(502)
    expect(keysAsked(deployment)).toEqual([OWN, OWN])
    await stack.idle()
    expect((await spent()).reserved_ai_usd).toBe(0)
  })

  it('teaches nobody else what its provider refuses, and rests no provider for others', async () => {
    await bring('openai', { base_url: other.url })
    other.answer = (call) =>
      'stream_options' in call.body
        ? { status: 400, body: { error: { param: 'stream_options', message: 'no' } } }
        : { status: 200, body: wholeAnswer(call) }
    const { text } = await ask('openai/gpt-4o', { stream: true })
    expect([text.includes('[DONE]'), other.asked.length]).toEqual([true, 2])
    const stranger = await signUp(stack.app)
    await ask('openai/gpt-4o', { stream: true }, stranger)
    expect(deployment.asked.at(-1)?.body).toHaveProperty('stream_options')
    other.answer = () => ({ status: 429, body: {}, headers: { 'Retry-After': '60' } })
    for (let call = 0; call < 4; call++) expect((await ask('openai/gpt-4o')).status).toBe(429)
    expect((await ask('fast', {}, stranger)).headers.get('X-Samokoder-Model')).toBe('openai/gpt-4o')
  })

  it('says so when the ring has lost what its key was sealed with, and is made with no other key', async () => {
    await bring('openai')
    const lost = makeStack({ ...environmentOf(stack), PROVIDER_KEY_RING: `two=${randomBytes(32).toString('base64')}` })
    const answer = await ask('openai/gpt-4o', {}, clientOf(lost.app, client.token, client.userId))
    expect([answer.status, codeOf(answer)]).toEqual([502, 'provider_denied'])
    expect(deployment.asked).toEqual([])
    await lost.idle()
  })
})

describe('a run', () => {
  it('asks with the key of its account, costs it nothing, and stands in the ledger', async () => {
    await bring('openai')
    const events = await runPrompt(client, await createProject(client), {
      prompt: 'One file',
      model: 'openai/any-model',
    })
    expect(events.at(-1)?.event).toBe('run.succeeded')
    expect(new Set(keysAsked(deployment))).toEqual(new Set([OWN]))
    const rows = await ledger()
    expect(rows.length).toBe(deployment.asked.length)
    for (const row of rows) expect(row).toMatchObject({ own_key: true, cost_usd: 0, run_id: expect.any(String) })
    const run = (await client.call('GET', `/api/runs/${String(events[0]?.data['run_id'])}`)).json
    expect(run).toMatchObject({ usage: { cost_usd: 0, prompt_tokens: rows.length * 1000 } })
  })

  it('is made where no budget is left, and asks nobody at the cost of the account', async () => {
    await limitTo({ monthly_ai_usd: 0 })
    const projectId = await createProject(client)
    const refused = await client.call('POST', `/api/projects/${projectId}/runs`, {
      prompt: 'x',
      model: 'openai/gpt-4o',
    })
    expect([refused.status, codeOf(refused)]).toEqual([402, 'budget_exceeded'])
    await bring('openai')
    const own = await runPrompt(client, projectId, { prompt: 'One file', model: 'fast' })
    expect(own.at(-1)?.event).toBe('run.succeeded')
    const charged = await runPrompt(client, projectId, { prompt: 'Another file', model: 'groq/llama' })
    expect(charged.at(-1)).toMatchObject({ event: 'run.failed', data: { error: { code: 'budget_exhausted' } } })
    expect(new Set(keysAsked(deployment))).toEqual(new Set([OWN]))
    await stack.idle()
    expect(await spent()).toMatchObject({ monthly_ai_usd: { used: 0 }, reserved_ai_usd: 0 })
  })
})

/** The variables with which a stack like this one is made. */
function environmentOf({ config }: Stack): Record<string, string> {
  return {
    AI_PROVIDERS: Object.entries(config.AI_PROVIDERS)
      .map(([name, url]) => `${name}=${url}`)
      .join(),
    OPENAI_API_KEY: String(config.OPENAI_API_KEY),
    AI_MODELS: config.AI_MODELS.join(),
    AI_MAX_RETRIES: '0',
  }
}

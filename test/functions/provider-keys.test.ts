// Keys of providers that accounts bring: how they are kept, whose they are, and where they are sent.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeNetwork } from '../../src/adapters/node-network.ts'
import { attachNetwork } from '../../src/app.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { signUp, type Answer, type Client } from '../support/client.ts'
import { startProvider } from '../support/provider-server.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const RING = `one=${randomBytes(32).toString('base64')}`
const KEY = 'sk-of-somebody-0123456789'

let provider: Awaited<ReturnType<typeof startProvider>>
let stack: Stack
let owner: Client

const SETTINGS = {
  PROVIDER_KEY_RING: RING,
  ALLOW_PRIVATE_ADDRESSES: 'true',
  PROVIDER_KEY_HOSTS: '127.0.0.1,*.example.com',
}

function makeKeyStack(overrides: Record<string, string> = {}): Stack {
  const made = makeStack({ ...SETTINGS, ...overrides })
  attachNetwork(made.config, nodeNetwork)
  return made
}

beforeAll(async () => {
  provider = await startProvider()
  stack = makeKeyStack({ AI_PROVIDERS: `openai=${provider.url}` })
  owner = await signUp(stack.app)
})
afterAll(async () => {
  await stack.idle()
  await provider.close()
})

const put = (name: string, body: object = { key: KEY }, by = owner) =>
  by.call('PUT', `/api/provider-keys/${name}`, body)
const list = async (by = owner) => ((await by.call('GET', '/api/provider-keys')).json as { items: object[] }).items
const codeOf = (answer: Answer) => (answer.json as { error?: { code: string } }).error?.code
const detailOf = (answer: Answer) =>
  (answer.json as { error: { details?: { path: string[]; message: string }[] } }).error.details?.[0]

describe('a key of a provider', () => {
  it('comes back by its last four characters alone, and takes the place of the one before', async () => {
    const first = await put('openai')
    expect([first.status, first.json]).toMatchObject([200, { provider: 'openai', last_four: '6789', base_url: null }])
    const second = await put('openai', { key: `${KEY}-wxyz` })
    expect(second.json).toMatchObject({ last_four: 'wxyz' })
    const listed = await owner.call('GET', '/api/provider-keys')
    expect(listed.json).toMatchObject({ items: [{ provider: 'openai', last_four: 'wxyz' }] })
    for (const { text } of [first, second, listed]) {
      expect(text).not.toContain('somebody')
      expect(text).not.toMatch(/sealed|ring/)
    }
  })

  it('is stored sealed', async () => {
    await put('openai')
    const { data } = await connectAsService(stack.config).from('provider_keys').select().eq('owner_id', owner.userId)
    expect(data).toHaveLength(1)
    expect(data?.[0]).toMatchObject({ ring_key: 'one', last_four: '6789' })
    const stored = JSON.stringify(data)
    expect(stored + Buffer.from(data?.[0]?.sealed ?? '', 'base64').toString('latin1')).not.toContain('somebody')
  })

  it('is its account’s own', async () => {
    await put('openai')
    const stranger = await signUp(stack.app)
    expect(await list(stranger)).toEqual([])
    for (const [method, path] of [
      ['DELETE', '/api/provider-keys/openai'],
      ['POST', '/api/provider-keys/openai/validate'],
    ] as const) {
      const refused = await stranger.call(method, path)
      expect([refused.status, codeOf(refused)]).toEqual([404, 'not_found'])
    }
    expect(await list()).toHaveLength(1)
  })

  it('is gone when it is deleted, once', async () => {
    const client = await signUp(stack.app)
    await put('openai', { key: KEY }, client)
    expect((await client.call('DELETE', '/api/provider-keys/openai')).status).toBe(204)
    expect(await list(client)).toEqual([])
    expect((await client.call('DELETE', '/api/provider-keys/openai')).status).toBe(404)
  })

  it('is validated by one call that costs nothing', async () => {
    await put('openai')
    provider.asked.length = 0
    const validate = async (status: number) => {
      provider.answer = () => ({ status, body: {} })
      return (await owner.call('POST', '/api/provider-keys/openai/validate')).json
    }
    expect(await validate(200)).toEqual({ result: 'valid', code: null })
    expect(await validate(401)).toEqual({ result: 'invalid', code: 'provider_denied' })
    expect(await validate(503)).toEqual({ result: 'unknown', code: 'provider_unavailable' })
    expect(provider.asked).toEqual(Array.from({ length: 3 }, () => ({ path: '/v1/models', key: KEY, body: {} })))
    provider.answer = () => undefined
    await put('openrouter', { key: KEY, base_url: `${provider.url}/` })
    await owner.call('POST', '/api/provider-keys/openrouter/validate')
    // Its list of models is everybody's.
    expect(provider.asked.at(-1)).toMatchObject({ path: '/v1/key', key: KEY })
  })

  it('is refused for what is no provider, or one whose models are named by an account of the deployment', async () => {
    for (const name of ['nobody', 'yandexgpt', 'Not-A-Name']) {
      const refused = await put(name)
      expect([name, refused.status, detailOf(refused)?.path]).toEqual([name, 400, ['params', 'provider']])
    }
    for (const key of ['short', 'with a space in it', 'кириллица-кириллица', 'line\nbreak-line']) {
      expect([key, (await put('openai', { key })).status]).toEqual([key, 400])
    }
  })

  it('is not to be had where the deployment has no ring', async () => {
    const ringless = makeStack({ PROVIDER_KEY_RING: '' })
    const client = await signUp(ringless.app)
    const refused = await put('openai', { key: KEY }, client)
    expect([refused.status, codeOf(refused)]).toEqual([501, 'not_configured'])
    expect(await list(client)).toEqual([])
  })
})

describe('the place that an account sends its key to', () => {
  const refusalOf = async (base_url: string, config: Record<string, string> = {}) => {
    const guarded = makeKeyStack({ ALLOW_PRIVATE_ADDRESSES: 'false', PROVIDER_KEY_HOSTS: '*', ...config })
    attachNetwork(guarded.config, { ...nodeNetwork, resolve: () => Promise.resolve(['10.0.0.1']) })
    return put('groq', { key: KEY, base_url }, await signUp(guarded.app))
  }

  it.each([
    'http://ai.example/v1',
    'https://ai.example/v1',
    'https://127.0.0.1/v1',
    'https://[::1]/v1',
    'https://[::ffff:10.0.0.1]/v1',
    'https://169.254.169.254/latest',
    'https://2130706433/v1',
    'https://me:password@ai.example/v1',
    'https://ai.example/v1?key=x',
    'ftp://ai.example/v1',
  ])('is none that leads into a network of the operator: %s', async (base_url) => {
    const refused = await refusalOf(base_url)
    expect([refused.status, detailOf(refused)?.path]).toEqual([400, ['body', 'base_url']])
  })

  it('is never the metadata of a cloud, even where private addresses are allowed', async () => {
    const refused = await refusalOf('http://169.254.169.254/v1', { ALLOW_PRIVATE_ADDRESSES: 'true' })
    expect([refused.status, detailOf(refused)?.message]).toEqual([400, expect.stringContaining('not public')])
  })

  it('is of a host that the operator allows', async () => {
    for (const base_url of [
      'https://elsewhere.example/v1',
      'https://example.com.evil/v1',
      'https://notexample.com/v1',
    ]) {
      const refused = await put('groq', { key: KEY, base_url })
      expect([base_url, detailOf(refused)?.message]).toEqual([base_url, expect.stringContaining('does not allow')])
    }
    const allowed = await put('groq', { key: KEY, base_url: `${provider.url}///` })
    expect([allowed.status, allowed.json]).toMatchObject([200, { base_url: provider.url }])
  })

  it('is needed where the provider has none of its own', async () => {
    const refused = await put('azure')
    expect([refused.status, detailOf(refused)]).toMatchObject([400, { path: ['body', 'base_url'] }])
    expect((await put('azure', { key: KEY, base_url: provider.url })).status).toBe(200)
  })
})

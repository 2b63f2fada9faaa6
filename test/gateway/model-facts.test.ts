import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { factsInEntry } from '../../src/gateway/listed-facts.ts'
import { costOf, factsOf, tellFacts } from '../../src/gateway/model-facts.ts'
import { openrouter } from '../../src/gateway/providers/openrouter.ts'
import type { Provider } from '../../src/gateway/providers/provider.ts'
import { together } from '../../src/gateway/providers/together.ts'
import { connectAsService, rowsOf } from '../../src/services/supabase.ts'
import { signUp } from '../support/client.ts'
import { samokoder } from '../support/cli.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack } from '../support/stack.ts'

const SETTINGS = { AI_MODEL_LIMITS: {}, AI_PRICES: {} }
const MILLION = { prompt_tokens: 1_000_000, completion_tokens: 1_000_000 }

describe('facts of a model', () => {
  it('are those of the longest beginning that is known, whoever serves it', () => {
    expect(factsOf(SETTINGS, 'openrouter/openai/gpt-5-mini-2025-08-07')).toMatchObject({
      outputLimit: 'max_completion_tokens',
      prices: { input: 0.25, cachedInput: 0.025, output: 2, reasoning: 2 },
      vision: true,
    })
    expect(factsOf(SETTINGS, 'my-own')).toMatchObject({ windowTokens: 32_768, prices: undefined, vision: false })
  })

  it('are what the deployment says, and before that what operators say', () => {
    const settings = { AI_MODEL_LIMITS: { 'gpt-4o': { windowTokens: 9000, outputTokens: 1000 } }, AI_PRICES: {} }
    expect(factsOf(settings, 'gpt-4o')).toMatchObject({ windowTokens: 9000, prices: { input: 2.5 } })
    const nothing = {
      cached_input_usd: null,
      reasoning_usd: null,
      vision: null,
      output_limit: null,
      rejects: null,
      listed: null,
    }
    const row = { model: 'gpt-4o', window_tokens: null, output_tokens: 500, input_usd: 1, output_usd: 2, ...nothing }
    tellFacts(settings, [row])
    expect(factsOf(settings, 'gpt-4o')).toMatchObject({
      windowTokens: 9000,
      outputTokens: 500,
      prices: { input: 1, cachedInput: 1, output: 2, reasoning: 2 },
    })
  })

  it('tell what a call costs, by what of it was kept and what was thinking', () => {
    const settings = { AI_MODEL_LIMITS: {}, AI_PRICES: { m: { prompt: 2, completion: 10 } } }
    expect(costOf(settings, 'm', MILLION)).toBe(12)
    expect(costOf(SETTINGS, 'gpt-4o', { ...MILLION, cached_tokens: 500_000 })).toBeCloseTo(1.25 + 0.625 + 10)
    expect(costOf(SETTINGS, 'my-own', MILLION)).toBe(0)
    // What a provider tells may be more than there is.
    expect(costOf(SETTINGS, 'gpt-4o', { ...MILLION, cached_tokens: 9e9 })).toBeCloseTo(1.25 + 10)
  })
})

describe('what providers list', () => {
  const plain: Provider = { name: 'x' }
  it.each<[string, Provider, object, object]>([
    [
      'OpenRouter',
      openrouter,
      {
        context_length: 200_000,
        architecture: { input_modalities: ['text', 'image'] },
        pricing: { prompt: '0.000003', completion: '0.000015', input_cache_read: '0.0000003', internal_reasoning: '0' },
        top_provider: { context_length: 100_000, max_completion_tokens: 64_000 },
      },
      {
        window_tokens: 100_000,
        output_tokens: 64_000,
        vision: true,
        input_usd: 3,
        output_usd: 15,
        cached_input_usd: 0.3,
      },
    ],
    [
      'Together',
      together,
      { context_length: 131_072, pricing: { input: 0.88, output: 0.88, hourly: 0 } },
      { window_tokens: 131_072, input_usd: 0.88, output_usd: 0.88 },
    ],
    [
      'Groq',
      plain,
      { context_window: 131_072, max_completion_tokens: 32_768 },
      { window_tokens: 131_072, output_tokens: 32_768 },
    ],
    [
      'Mistral',
      plain,
      { max_context_length: 32_768, capabilities: { vision: false } },
      { window_tokens: 32_768, vision: false },
    ],
    ['vLLM', plain, { max_model_len: 4096 }, { window_tokens: 4096 }],
    ['OpenAI', plain, { id: 'gpt-5', owned_by: 'openai' }, {}],
    [
      'one that tells nonsense',
      openrouter,
      {
        context_length: -1,
        max_completion_tokens: 1e12,
        pricing: { prompt: '-1', completion: '0.1' },
        architecture: 7,
      },
      {},
    ],
  ])('is read as %s tells it', (_, provider, entry, facts) => {
    expect(factsInEntry(entry as Record<string, unknown>, provider)).toEqual(facts)
  })

  it('goes before what is publicly known, and behind what the deployment and operators say', () => {
    const settings = { AI_MODEL_LIMITS: { 'gpt-4o': { windowTokens: 9000, outputTokens: 1000 } }, AI_PRICES: {} }
    const listed = { window_tokens: 5, output_tokens: 6, input_usd: 7, output_usd: 8, vision: false }
    const nothing = { input_usd: null, output_usd: null, output_limit: null, rejects: null }
    const row = { ...nothing, window_tokens: null, output_tokens: 500, cached_input_usd: null, reasoning_usd: null }
    tellFacts(settings, [
      { ...row, model: 'gpt-4o', vision: true, listed },
      { ...row, model: 'gpt-4o-mini', output_tokens: null, vision: null, listed },
    ])
    expect(factsOf(settings, 'gpt-4o')).toMatchObject({ windowTokens: 9000, outputTokens: 500, vision: true })
    expect(factsOf(settings, 'gpt-4o-mini')).toMatchObject({
      windowTokens: 5,
      outputTokens: 6,
      prices: { input: 7, cachedInput: 7, output: 8 },
      vision: false,
    })
  })
})

describe('samokoder models', () => {
  let model: ScriptedModel
  beforeAll(async () => void (model = await startScriptedModel()))
  afterAll(() => model.close())

  it('changes what calls cost without a deploy, and rows keep the price of their moment', async () => {
    model.script((reply) => {
      reply.text('Hello')
      reply.end()
    })
    const name = `priced-${crypto.randomUUID()}`
    const settings = { ...model.environment, AI_MODELS: name }
    const operate = (...args: string[]) => samokoder({ ...inject('environment'), ...settings }, ...args)
    const ask = async () => {
      // Each is a process that has read nothing yet.
      const stack = makeStack(settings)
      const client = await signUp(stack.app)
      const body = { model: name, messages: [{ role: 'user', content: 'x' }], stream: true }
      await client.call('POST', '/v1/chat/completions', body)
      await stack.idle()
      const found = await connectAsService(stack.config).from('usage_ledger').select().eq('owner_id', client.userId)
      return rowsOf(found)[0]?.cost_usd
    }
    expect(await ask()).toBeNull()
    await operate('models', 'set', name, '--input', '1000', '--output-price', '500000')
    expect(await ask()).toBe(10.01)
    await operate('models', 'unset', name)
    expect(await ask()).toBeNull()
    const ledger = connectAsService(makeStack(settings).config)
      .from('usage_ledger')
      .select('cost_usd')
      .eq('model', name)
    expect(rowsOf(await ledger).map(({ cost_usd }) => cost_usd)).toEqual(expect.arrayContaining([null, 10.01, null]))
  })

  it('takes over what providers list, and neither overwrites what was set by hand nor gives it up with that', async () => {
    const [listed, silent] = [`listed-${crypto.randomUUID()}`, `silent-${crypto.randomUUID()}`]
    const entry = { id: listed, context_length: 64_000, pricing: { prompt: '0.000001', completion: '0.000002' } }
    const pages: Record<string, object> = {
      '/models': { data: [{ id: silent }], links: { next: '/models?offset=1' } },
      '/models?offset=1': { data: [entry] },
    }
    const server = createServer(({ url = '' }, response) => response.end(JSON.stringify(pages[url]))).listen(
      0,
      '127.0.0.1',
    )
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const settings = {
      OPENROUTER_API_KEY: 'k',
      AI_PROVIDERS: `openrouter=http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AI_MODELS: `openrouter/${listed},openrouter/${silent},openrouter/${silent}-2`,
    }
    const operate = async (...args: string[]) =>
      (await samokoder({ ...inject('environment'), ...settings }, 'models', ...args, '--json')).json as {
        models: object[]
      }
    const factsOfListed = async () =>
      (await operate('list')).models.find((one) => 'model' in one && one.model === `openrouter/${listed}`)

    await operate('set', `openrouter/${listed}`, '--window', '9000')
    expect((await operate('refresh')).models).toEqual([
      { model: `openrouter/${listed}`, outcome: 'refreshed' },
      { model: `openrouter/${silent}`, outcome: 'nothing told' },
      { model: `openrouter/${silent}-2`, outcome: 'not listed' },
    ])
    expect(await factsOfListed()).toMatchObject({ windowTokens: 9000, prices: { input: 1, output: 2 }, set: true })
    await operate('unset', `openrouter/${listed}`)
    expect(await factsOfListed()).toMatchObject({
      windowTokens: 64_000,
      prices: { input: 1 },
      set: false,
      listed: true,
    })
  })
})

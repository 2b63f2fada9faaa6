import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { costOf, factsOf, tellFacts } from '../../src/gateway/model-facts.ts'
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
    const nothing = { cached_input_usd: null, reasoning_usd: null, vision: null, output_limit: null, rejects: null }
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
})

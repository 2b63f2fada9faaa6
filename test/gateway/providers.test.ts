import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { parseConfig } from '../../src/app.ts'
import { attachedProviders, PROVIDERS } from '../../src/gateway/providers/attached.ts'
import { chainOf, targetOf } from '../../src/gateway/resolve-model.ts'
import { signUp } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

type Seen = { url: string; headers: Record<string, unknown>; body: Record<string, unknown> }

/** Answers every provider's call, and tells what it was asked. */
const seen: Seen[] = []
let answerOf: (call: Seen) => [status: number, body: object]
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString()
    const body = (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, unknown>
    const call = { url: request.url ?? '', headers: request.headers, body }
    seen.push(call)
    const [status, answer] = answerOf(call)
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
  })
})
let url: string
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())
beforeEach(() => {
  seen.length = 0
  answerOf = () => [200, WHOLE]
})

const WHOLE = { id: 'c', choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] }

/** What a provider was asked for a call to a model. */
async function ask(settings: Record<string, string>, more: object = {}) {
  const stack = makeStack({ AI_MAX_RETRIES: '0', ...settings }, () => undefined)
  const client = await signUp(stack.app)
  const body = { model: settings['AI_MODELS'], messages: [{ role: 'user', content: 'Hi' }], ...more }
  const { status, text } = await client.call('POST', '/v1/chat/completions', body)
  await stack.idle()
  return { status, text, asked: seen }
}

describe('a provider', () => {
  it.each(PROVIDERS.filter(({ keyVariable, urlVariable }) => keyVariable !== undefined && urlVariable === undefined))(
    '$name is attached by its key alone, and models are named behind its name',
    async (provider) => {
      const { name, keyVariable = 'AI_API_KEY' } = provider
      const settings = { [keyVariable]: 'the-key', AI_PROVIDERS: `${name}=${url}/up`, AI_MODELS: `${name}/some/model` }
      const { asked } = await ask({ ...settings, GIGACHAT_TOKEN_URL: `${url}/token` })
      const { AI_PROVIDERS: _, ...alone } = settings
      expect(attachedProviders(parseConfig({ ...inject('environment'), ...alone })).get(name)?.baseUrl).toBe(
        provider.baseUrl,
      )
      if (provider.exchangeKey !== undefined) return
      expect(asked).toHaveLength(1)
      expect(asked[0]).toMatchObject({ url: '/up/chat/completions', headers: { authorization: 'Bearer the-key' } })
      if (provider.modelName === undefined) expect(asked[0]?.body['model']).toBe('some/model')
    },
  )

  it('is asked in its own way: Azure by its header, Yandex by its folder, GigaChat with a token that the key is exchanged for', async () => {
    await ask({ AZURE_OPENAI_API_KEY: 'the-key', AZURE_OPENAI_BASE_URL: `${url}/openai/v1`, AI_MODELS: 'azure/mine' })
    expect(seen.at(-1)).toMatchObject({ url: '/openai/v1/chat/completions', headers: { 'api-key': 'the-key' } })
    const yandex = {
      AI_PROVIDERS: `yandexgpt=${url}`,
      YANDEX_API_KEY: 'k',
      YANDEX_FOLDER_ID: 'b1g',
      AI_MODELS: 'yandexgpt/yandexgpt-lite',
    }
    await ask(yandex)
    expect(seen.at(-1)?.body['model']).toBe('gpt://b1g/yandexgpt-lite/latest')
    answerOf = ({ url }) =>
      url === '/token' ? [200, { access_token: 'short-lived', expires_at: Date.now() + 1_800_000 }] : [200, WHOLE]
    const giga = {
      GIGACHAT_CREDENTIALS: 'long-lived',
      GIGACHAT_TOKEN_URL: `${url}/token`,
      AI_PROVIDERS: `gigachat=${url}/giga`,
    }
    const { status } = await ask({ ...giga, AI_MODELS: 'gigachat/GigaChat-2' })
    expect(status).toBe(200)
    expect(seen.slice(-2)).toMatchObject([
      { headers: { authorization: 'Basic long-lived' }, body: { text: 'scope=GIGACHAT_API_PERS' } },
      { url: '/giga/chat/completions', headers: { authorization: 'Bearer short-lived' } },
    ])
  })

  it('of one’s own machine needs no key', async () => {
    await ask({ OLLAMA_BASE_URL: `${url}/v1`, AI_MODELS: 'ollama/qwen' })
    expect(seen[0]?.headers).not.toHaveProperty('authorization')
  })

  it('that is not attached leaves its name to AI_BASE_URL, with its slashes', () => {
    const config = parseConfig({ ...inject('environment'), AI_MODELS: 'm', GROQ_API_KEY: 'k' })
    const named = ['groq/llama', 'openai/gpt-4o', 'custom/groq/x', 'plain'].map((name) => targetOf(config, name))
    expect(named.map((target) => [target?.attached.provider.name, target?.model])).toEqual([
      ['groq', 'llama'],
      ['custom', 'openai/gpt-4o'],
      ['custom', 'groq/x'],
      ['custom', 'plain'],
    ])
  })

  it('is enough without AI_API_KEY where all models are of one', () => {
    const { AI_API_KEY: _, ...others } = inject('environment')
    expect(() => parseConfig({ ...others, AI_MODELS: 'openai/gpt-4o', OPENAI_API_KEY: 'k' })).not.toThrow()
    expect(() => parseConfig({ ...others, AI_MODELS: 'openai/gpt-4o, ', OPENAI_API_KEY: 'k' })).not.toThrow()
    expect(() => parseConfig({ ...others, AI_MODELS: 'gpt-4o', OPENAI_API_KEY: 'k' })).toThrow('AI_API_KEY is required')
    expect(() => parseConfig({ ...others, AI_MODELS: 'openai/gpt-4o' })).toThrow('AI_API_KEY is required')
  })
})

describe('a chain', () => {
  it('is what an alias stands for, or what the caller names, or the model and the fallbacks', () => {
    const { AI_ALIASES } = parseConfig({ ...inject('environment'), AI_ALIASES: 'fast=groq/x,openai/y, best=openai/z' })
    const settings = { AI_ALIASES, AI_FALLBACK_MODELS: ['spare'] }
    expect(chainOf(settings, 'fast')).toEqual(['groq/x', 'openai/y'])
    expect(chainOf(settings, 'm')).toEqual(['m', 'spare'])
    expect(chainOf(settings, 'm', ['best', 'fast', 'm'])).toEqual(['m', 'openai/z', 'groq/x', 'openai/y'])
    expect(() => parseConfig({ ...inject('environment'), AI_ALIASES: 'groq/x' })).toThrow('AI_ALIASES must be like')
  })
})

describe('parameters', () => {
  const m = () => ({ AI_BASE_URL: url, AI_API_KEY: 'k', AI_MODELS: 'm' })
  const sent = async (settings: Record<string, string>, more: object) => (await ask(settings, more)).asked.at(-1)?.body

  it('of the longest answer are held to the deployment’s, by whichever name, and sent by the one that the model takes', async () => {
    const capped = { ...m(), AI_MAX_OUTPUT_TOKENS: '1000' }
    const tricks = [
      { max_tokens: 1_000_000, max_completion_tokens: 1 },
      { max_tokens: 1_000_000 },
      { max_completion_tokens: 5000 },
    ]
    const limits = []
    for (const trick of tricks) limits.push(await sent(capped, trick))
    expect(limits.map((body) => [body?.['max_tokens'], body?.['max_completion_tokens']])).toEqual([
      [undefined, 1],
      [1000, undefined],
      [undefined, 1000],
    ])
    expect(await sent({ ...m(), AI_MODELS: 'gpt-5-mini' }, { max_tokens: 7 })).toMatchObject({
      max_completion_tokens: 7,
    })
    const deepseek = { AI_PROVIDERS: `deepseek=${url}`, DEEPSEEK_API_KEY: 'k', AI_MODELS: 'deepseek/x' }
    expect(await sent(deepseek, { max_completion_tokens: 7 })).toMatchObject({ max_tokens: 7 })
  })

  it('that nobody knows pass through, and stream_options are merged with the caller’s', async () => {
    answerOf = () => [500, {}]
    const stream_options = { include_obfuscation: false }
    const body = await sent(m(), { stream: true, stream_options, top_k: 3, extra: { a: [1] } })
    expect(body).toMatchObject({
      top_k: 3,
      extra: { a: [1] },
      stream_options: { include_obfuscation: false, include_usage: true },
    })
  })

  it('that a model refuses are left out for it, and that is remembered', async () => {
    answerOf = ({ body }) =>
      'stream_options' in body ? [400, { error: { message: 'Unknown field: stream_options' } }] : [500, {}]
    const settings = { ...m(), AI_MODELS: `strict-${crypto.randomUUID()}` }
    await ask(settings, { stream: true })
    expect(seen.map(({ body }) => 'stream_options' in body)).toEqual([true, false])
    // Another process.
    await ask(settings, { stream: true })
    expect(seen.map(({ body }) => 'stream_options' in body)).toEqual([true, false, false])
  })

  it('that would cost without bound are refused', async () => {
    expect((await ask(m(), { n: 1000 })).status).toBe(400)
    const client = await signUp(makeStack(m()).app)
    const tools = '['.repeat(20_000) + ']'.repeat(20_000)
    const body = `{"model":"m","messages":[{"role":"user","content":"x"}],"tools":${tools}}`
    const headers = { 'Content-Type': 'application/json' }
    const answer = await client.fetch('/v1/chat/completions', { method: 'POST', body, headers })
    expect(answer.status).toBe(400)
    expect(seen).toEqual([])
  })
})

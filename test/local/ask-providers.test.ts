import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { askProviders } from '../../local/ask-providers.ts'
import { checkVariables } from '../../local/check-variables.ts'
import { modelParts } from '../../local/model-places.ts'

const ATTACHED = { AI_MODELS: 'm', AI_API_KEY: 'a-key' }

async function serve(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

async function ask(status: number, body = ''): Promise<string[]> {
  return askProviders(checkVariables({ ...ATTACHED, AI_BASE_URL: await serve(status, body) }))
}

it('a provider that refuses the key ends the start, by whichever code it does so', async () => {
  await expect(ask(401, 'Incorrect API key')).rejects.toThrow(/refuses AI_API_KEY \(401\)/)
  await expect(ask(400, 'API key not valid')).rejects.toThrow(/refuses AI_API_KEY \(400\)/)
})

it('a provider that takes the key, has no list of models, or does not show it to this key, is taken as it is', async () => {
  expect(await ask(200, '{"data":[]}')).toEqual([])
  expect(await ask(404)).toEqual([])
  expect(await ask(401, 'Missing scopes: api.model.read')).toEqual([])
})

it('a provider that does not answer is a warning, and so is a model that no provider is attached of', async () => {
  const away = { ...ATTACHED, AI_BASE_URL: 'http://127.0.0.1:9/v1' }
  expect(await askProviders(checkVariables(away))).toEqual([
    'http://127.0.0.1:9/v1 does not answer: runs will fail until it does.',
  ])
  expect(await askProviders(checkVariables({ AI_MODELS: 'xai/x,xai/y', GROQ_API_KEY: 'a-key' }))).toEqual([
    'No provider of xai/x, xai/y is attached: runs will fail until its key or URL is set.',
  ])
})

it('a provider with a key of its own is asked with that, and named by the variable that it stands in', async () => {
  const url = await serve(401, 'Invalid API Key')
  const groq = { AI_MODELS: 'groq/x', GROQ_API_KEY: 'a-key', AI_PROVIDERS: `groq=${url}` }
  await expect(askProviders(checkVariables(groq))).rejects.toThrow(`${url} refuses GROQ_API_KEY (401)`)
  const acme = { AI_MODELS: 'acme/x', AI_PROVIDERS: `acme=${url}`, AI_PROVIDER_KEYS: 'acme=a-key' }
  await expect(askProviders(checkVariables(acme))).rejects.toThrow(`${url} refuses AI_PROVIDER_KEYS (401)`)
  const giga = { AI_MODELS: 'gigachat/x', GIGACHAT_CREDENTIALS: 'a-key', GIGACHAT_TOKEN_URL: url }
  await expect(askProviders(checkVariables(giga))).rejects.toThrow('refuses GIGACHAT_CREDENTIALS (401)')
})

it('the start tells where each model is asked', () => {
  const keys = { GROQ_API_KEY: 'a-key', AI_API_KEY: 'a-key', AI_BASE_URL: 'http://127.0.0.1:9/v1' }
  const config = checkVariables({ ...keys, AI_MODELS: 'groq/x,m,groq/y', AI_FALLBACK_MODELS: 'xai/z' })
  expect(modelParts(config)).toEqual([
    { name: 'model', what: 'groq/x, groq/y (attached, groq)', url: 'https://api.groq.com/openai/v1' },
    { name: 'model', what: 'xai/z, m (attached, custom)', url: 'http://127.0.0.1:9/v1' },
  ])
})

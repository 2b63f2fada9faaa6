// Where the health of a provider is told by: it is asked as calls ask it, and its key goes nowhere else.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, inject, it, onTestFinished } from 'vitest'
import { parseConfig } from '../../src/app.ts'
import { modelsEndpoint } from '../../src/gateway/resolve-model.ts'
import { probeServices } from '../../src/services/probes.ts'
import { samokoder } from '../support/cli.ts'

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown

/** A server of one test, and the headers of what it was asked. */
async function serve(answer: Answer): Promise<{ url: string; asked: IncomingHttpHeaders[] }> {
  const asked: IncomingHttpHeaders[] = []
  const server = createServer((request, response) => {
    asked.push(request.headers)
    answer(response, request)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function isUp(settings: Record<string, string>): Promise<boolean | undefined> {
  const config = parseConfig({ ...inject('environment'), ...settings })
  const [state] = await probeServices({ config, models: modelsEndpoint(config) }, ['ai'])
  return state?.ok
}

it('a key that is exchanged for a token is exchanged before the provider is asked', async () => {
  const tokens = await serve((response) =>
    response.end(JSON.stringify({ access_token: 'a-token', expires_at: Date.now() + 1_800_000 })),
  )
  const provider = await serve((response, { headers }) =>
    response.writeHead(headers.authorization === 'Bearer a-token' ? 200 : 401).end('{"data":[]}'),
  )
  const settings = {
    GIGACHAT_CREDENTIALS: 'a-secret',
    GIGACHAT_TOKEN_URL: tokens.url,
    AI_PROVIDERS: `gigachat=${provider.url}`,
    AI_MODELS: 'gigachat/GigaChat',
  }
  expect(await isUp(settings)).toBe(true)
  expect([tokens, provider].map(({ asked }) => asked.map(({ authorization }) => authorization))).toEqual([
    ['Basic a-secret'],
    ['Bearer a-token'],
  ])
})

it.each([
  ['yandexgpt', { YANDEX_API_KEY: 'a-key', YANDEX_FOLDER_ID: 'a-folder' }, { 'openai-project': 'a-folder' }],
  ['azure', { AZURE_OPENAI_API_KEY: 'a-key' }, { 'api-key': 'a-key' }],
])('%s is asked with the headers that it wants', async (name, keys, headers) => {
  const provider = await serve((response) => response.end('{"data":[]}'))
  const settings = { ...keys, AI_PROVIDERS: `${name}=${provider.url}`, AI_MODELS: `${name}/m` }
  expect(await isUp(settings as Record<string, string>)).toBe(true)
  expect(provider.asked).toEqual([expect.objectContaining(headers)])
})

it('a redirect is no sign of life, and leads no key to another host, in a probe and in samokoder doctor', async () => {
  const elsewhere = await serve((response) => response.end('{"data":[{"id":"m"}]}'))
  const provider = await serve((response) => response.writeHead(307, { Location: `${elsewhere.url}/models` }).end())
  const settings = { AZURE_OPENAI_API_KEY: 'a-key', AI_PROVIDERS: `azure=${provider.url}`, AI_MODELS: 'azure/m' }
  expect(await isUp(settings)).toBe(false)
  const { json } = await samokoder({ ...inject('environment'), ...settings }, 'doctor', '--json')
  expect((json as { findings: unknown[] }).findings).toContainEqual(
    expect.objectContaining({ name: 'service ai', result: 'warning' }),
  )
  expect(provider.asked.length).toBeGreaterThan(1)
  expect(elsewhere.asked).toEqual([])
})

it('a provider that sends doctor elsewhere only when it lists its models learns nothing of the key there either', async () => {
  const elsewhere = await serve((response) => response.end('{"data":[{"id":"m"}]}'))
  let asked = 0
  const provider = await serve((response) => {
    asked += 1
    if (asked === 1) return response.end('{"data":[]}')
    return response.writeHead(307, { Location: `${elsewhere.url}/models` }).end()
  })
  const settings = { AZURE_OPENAI_API_KEY: 'a-key', AI_PROVIDERS: `azure=${provider.url}`, AI_MODELS: 'azure/m' }
  const { json } = await samokoder({ ...inject('environment'), ...settings }, 'doctor', '--json')
  expect((json as { findings: unknown[] }).findings).toContainEqual(
    expect.objectContaining({ name: 'models', result: 'warning' }),
  )
  expect(elsewhere.asked).toEqual([])
})

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { askProvider } from '../../local/ask-provider.ts'

async function ask(status: number, body = ''): Promise<string | undefined> {
  const server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return askProvider({ AI_API_KEY: 'a-key', AI_BASE_URL: `http://127.0.0.1:${port}/v1` })
}

it('a provider that refuses the key ends the start, by whichever code it does so', async () => {
  await expect(ask(401, 'Incorrect API key')).rejects.toThrow(/refuses AI_API_KEY \(401\)/)
  await expect(ask(400, 'API key not valid')).rejects.toThrow(/refuses AI_API_KEY \(400\)/)
})

it('a provider that takes the key, has no list of models, or does not show it to this key, is taken as it is', async () => {
  expect(await ask(200, '{"data":[]}')).toBeUndefined()
  expect(await ask(404)).toBeUndefined()
  expect(await ask(401, 'Missing scopes: api.model.read')).toBeUndefined()
})

it('a provider that does not answer is a warning, and none is asked without a key', async () => {
  const away = { AI_API_KEY: 'a-key', AI_BASE_URL: 'http://127.0.0.1:9/v1' }
  expect(await askProvider(away)).toBe('http://127.0.0.1:9/v1 does not answer: runs will fail until it does.')
  expect(await askProvider({})).toBeUndefined()
})

// Keys of accounts, for programs and at providers, go where they are used, and to no log, no trace and no answer.
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeNetwork } from '../../src/adapters/node-network.ts'
import { attachNetwork, type Log } from '../../src/app.ts'
import { encodingsOf } from '../../src/telemetry/redact.ts'
import { clientOf, createProject, signUp, type Client } from '../support/client.ts'
import { startProvider, type Asked } from '../support/provider-server.ts'
import { makeStack, type Stack } from '../support/stack.ts'

const OWN = `sk-own-${randomBytes(24).toString('hex')}`
const told: Record<'log' | 'trace' | 'answer', string[]> = { log: [], trace: [], answer: [] }
const collector = createServer((request, response) => {
  let text = ''
  request.on('data', (part: Buffer) => (text += part.toString()))
  request.on('end', () => {
    told.trace.push(text)
    response.end('{}')
  })
})

let provider: Awaited<ReturnType<typeof startProvider>>
let stack: Stack
let owner: Client
let program: Client
let programKey: string

beforeAll(async () => {
  provider = await startProvider()
  await new Promise<void>((resolve) => {
    collector.listen(0, '127.0.0.1', resolve)
  })
  // As the app hands them over, before anything is redacted.
  const log: Log = (level, message, fields) => void told.log.push(JSON.stringify({ level, message, fields }))
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    PROVIDER_KEY_RING: `one=${randomBytes(32).toString('base64')}`,
    ALLOW_PRIVATE_ADDRESSES: 'true',
    PROVIDER_KEY_HOSTS: '127.0.0.1',
    AI_PROVIDERS: `openai=${provider.url}`,
    AI_MODELS: 'openai/m',
    LOG_LEVEL: 'debug',
    AI_MAX_RETRIES: '1',
  }
  stack = makeStack(environment, log)
  attachNetwork(stack.config, nodeNetwork)
  owner = await signUp(stack.app)
  const { json } = await owner.call('POST', '/api/keys', {
    name: 'k',
    scopes: ['ai', 'admin', 'runs', 'projects:read'],
  })
  programKey = (json as { key: string }).key
  program = clientOf(stack.app, programKey, owner.userId)
})
afterAll(async () => {
  await stack.idle()
  await provider.close()
  collector.close()
})

/** Everything that a provider was sent, in words of its own. */
function echo({ key, body }: Asked) {
  return { message: `bad key ${key}`, code: key, param: key, type: `${key} ${JSON.stringify(body)}` }
}

const ANSWERS: ((call: Asked) => ReturnType<typeof provider.answer>)[] = [
  () => undefined,
  ...[400, 401, 403, 404, 422, 429, 500, 503].map((status) => (call: Asked) => ({
    status,
    body: { error: echo(call) },
  })),
  (call) => ({ status: 200, body: { error: echo(call) } }),
  (call) => ({ status: 302, body: {}, headers: { Location: `http://127.0.0.1:1/${call.key}` } }),
  (call) => ({ status: 200, body: `data: ${JSON.stringify({ error: echo(call) })}\n\n` }),
]

it('hold for a key of a provider and a key for programs, whatever a provider answers', async () => {
  const send = async (...call: Parameters<Client['call']>) => {
    const answer = await program.call(...call)
    told.answer.push(JSON.stringify([...answer.headers]) + answer.text)
    return answer
  }
  const ask = { model: 'openai/m', messages: [{ role: 'user', content: 'Hi' }] }
  for (const base_url of [undefined, provider.url, 'http://127.0.0.1:9/v1']) {
    const put = await owner.call('PUT', '/api/provider-keys/openai', { key: OWN, base_url })
    told.answer.push(put.text)
    expect(put.status).toBe(200)
    for (const answer of ANSWERS) {
      provider.answer = answer
      for (const stream of [false, true]) await send('POST', '/v1/chat/completions', { ...ask, stream })
      await send('POST', '/api/provider-keys/openai/validate')
    }
  }
  await owner.call('PUT', '/api/provider-keys/openai', { key: OWN, base_url: provider.url })
  const refused = await owner.call('PUT', '/api/provider-keys/openai', { key: `${OWN} x`, base_url: 'nonsense' })
  told.answer.push(refused.text)
  provider.answer = (call) => ({ status: 401, body: { error: echo(call) } })
  const project = await createProject(owner)
  await send('POST', `/api/projects/${project}/runs`, { prompt: 'x' }, { Accept: 'text/event-stream' })
  for (const path of ['/api/provider-keys', '/api/keys', '/api/usage', `/api/projects/${project}/runs`]) {
    await send('GET', path)
  }
  await stack.idle()

  expect(provider.asked.filter(({ key }) => key === OWN).length).toBeGreaterThan(20)
  for (const [where, texts] of Object.entries(told)) {
    expect([where, texts.length > 20]).toEqual([where, true])
    const all = texts.join('\n')
    for (const key of [OWN, programKey]) {
      for (const form of encodingsOf(key)) expect([where, all.includes(form)]).toEqual([where, false])
    }
  }
})

describe('what is looked for', () => {
  it('is found where it is', () => {
    const text = `x ${JSON.stringify({ OWN })} y`
    expect(encodingsOf(OWN).some((form) => text.includes(form))).toBe(true)
  })
})

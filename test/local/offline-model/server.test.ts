import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OfflineModel, startOfflineModel } from '../../../local/offline-model/server.ts'
import type { Sleep } from '../../../local/offline-model/stream-events.ts'

const model = 'offline-starter-catalogue'
const apiKey = 'sk-test'
const messages: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'system', content: 'Task: plan' },
  { role: 'user', content: [{ type: 'text', text: '<request>\nсписок дел 👍\n</request>' }] },
]

let server: OfflineModel
let client: OpenAI

beforeAll(async () => {
  server = await startOfflineModel({ apiKey })
  client = connect(server.url)
})
afterAll(() => server.close())

function connect(baseURL: string, key = apiKey): OpenAI {
  return new OpenAI({ baseURL, apiKey: key, maxRetries: 0 })
}

async function post(body: BodyInit, path = '/chat/completions', method = 'POST'): Promise<Response> {
  const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' }
  return fetch(server.url + path, { method, headers, ...(method === 'GET' ? {} : { body }) })
}

test('the url is a base URL for OpenAI clients', () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
})

test('the one model is listed and can be read by name', async () => {
  const { data } = await client.models.list()
  expect(data.map(({ id, owned_by }) => [id, owned_by])).toEqual([[model, model]])
  expect(await client.models.retrieve(model)).toMatchObject({ id: model, object: 'model' })
})

test('a streamed answer is the whole answer, with usage at the end when asked for', async () => {
  const whole = await client.chat.completions.create({ model, messages })
  const stream = await client.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  })
  const chunks = await Array.fromAsync(stream)
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
  expect(text).toBe(whole.choices[0]?.message.content)
  expect(text).toContain('<plan title="Список дел 👍">')
  expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage })
  expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
})

test('without include_usage no chunk speaks of usage', async () => {
  const stream = await client.chat.completions.create({ model, messages, stream: true })
  for await (const chunk of stream) expect(chunk).not.toHaveProperty('usage')
})

test('usage is an estimate that adds up', async () => {
  const { usage, choices } = await client.chat.completions.create({ model, messages })
  expect(usage?.completion_tokens).toBe(Math.ceil((choices[0]?.message.content?.length ?? 0) / 4))
  expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0))
  expect(usage?.prompt_tokens).toBeGreaterThan(0)
})

test('max_tokens cuts the answer and says so', async () => {
  const { usage, choices } = await client.chat.completions.create({ model, messages, max_completion_tokens: 5 })
  expect(choices[0]).toMatchObject({ finish_reason: 'length' })
  expect(choices[0]?.message.content).toHaveLength(20)
  expect(usage?.completion_tokens).toBe(5)
})

test.each([
  [404, { model: 'gpt-4o' }, { code: 'model_not_found', param: 'model' }],
  [400, { model: undefined }, { code: null, param: 'model' }],
  [400, { messages: [] }, { param: 'messages' }],
  [400, { messages: 'hello' }, { param: 'messages' }],
  [400, { messages: [{ role: 'wizard', content: 'x' }] }, { param: 'messages.0.role' }],
  [400, { max_tokens: -1 }, { param: 'max_tokens' }],
  [400, { n: 2 }, { param: 'n' }],
])('a bad request gets %i: %j', async (status, change, error) => {
  const response = await post(JSON.stringify({ model, messages, ...change }))
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject({
    error: { type: 'invalid_request_error', message: expect.any(String), ...error },
  })
})

test('what is not JSON, not there, not allowed or too large is refused in the OpenAI shape', async () => {
  const refused = [
    await post('{"model":'),
    await post('x'.repeat(9 * 1024 * 1024)),
    await post('', '/embeddings'),
    await post('', '/chat/completions', 'GET'),
    await post('', '/models/gpt-4o', 'GET'),
  ]
  expect(refused.map(({ status }) => status)).toEqual([400, 413, 404, 405, 404])
  for (const response of refused) {
    expect(await response.json()).toEqual({
      error: {
        message: expect.any(String),
        type: 'invalid_request_error',
        param: expect.toBeOneOf([null, 'model']),
        code: expect.any(String),
      },
    })
  }
})

test('a body without a length is limited as well', async () => {
  const piece = new TextEncoder().encode('x'.repeat(1024 * 1024))
  let sent = 0
  const body = new ReadableStream({
    pull(controller) {
      if (sent === 12) controller.close()
      else controller.enqueue(piece)
      sent += 1
    },
  })
  // The server refuses before it has read all: the connection is of no use to the next test.
  const headers = { Authorization: `Bearer ${apiKey}`, Connection: 'close' }
  const response = await fetch(`${server.url}/chat/completions`, {
    method: 'POST',
    headers,
    body,
    duplex: 'half',
  } as RequestInit)
  expect(response.status).toBe(413)
})

test('a wrong or a missing key is refused everywhere', async () => {
  await expect(connect(server.url, 'sk-wrong').models.list()).rejects.toMatchObject({
    status: 401,
    code: 'invalid_api_key',
  })
  expect((await fetch(`${server.url}/chat/completions`, { method: 'POST', body: '{}' })).status).toBe(401)
  expect((await fetch(`${server.url}/models`)).status).toBe(401)
})

test('without a configured key any key is good', async () => {
  const open = await startOfflineModel()
  expect((await connect(open.url, 'anything').models.list()).data).toHaveLength(1)
  await open.close()
})

test('a stream stops when its client leaves', async () => {
  const { promise: waiting, resolve: waits } = Promise.withResolvers<AbortSignal>()
  const sleep: Sleep = (_ms, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('left')))
      waits(signal)
    })
  const slow = await startOfflineModel({ tokensPerSecond: 1, sleep })
  const controller = new AbortController()
  const headers = { 'Content-Type': 'application/json' }
  const body = JSON.stringify({ model, messages, stream: true })
  const response = await fetch(`${slow.url}/chat/completions`, {
    method: 'POST',
    headers,
    body,
    signal: controller.signal,
  })
  const signal = await waiting
  expect(signal.aborted).toBe(false)
  const left = new Promise((resolve) => {
    signal.addEventListener('abort', resolve)
  })
  controller.abort()
  await left
  expect(response.ok).toBe(true)
  await slow.close()
})

test('tokensPerSecond paces a stream: each chunk waits its share of a second', async () => {
  const waits: number[] = []
  const sleep: Sleep = async (ms) => void waits.push(ms)
  const paced = await startOfflineModel({ tokensPerSecond: 200, sleep })
  const stream = await connect(paced.url).chat.completions.create({ model, messages, stream: true })
  const chunks = await Array.fromAsync(stream)
  expect(new Set(waits)).toEqual(new Set([20]))
  expect(chunks[1]?.choices[0]?.delta.content).toHaveLength(16)
  await paced.close()
})

test('closing cuts a running stream and frees the port', async () => {
  const sleep: Sleep = (_ms, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('left'))))
  const slow = await startOfflineModel({ tokensPerSecond: 1, sleep })
  const port = Number(new URL(slow.url).port)
  const headers = { 'Content-Type': 'application/json' }
  const response = await fetch(`${slow.url}/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model, messages, stream: true }),
  })
  await slow.close()
  await expect(response.text()).rejects.toThrow()
  const again = await startOfflineModel({ port })
  expect(new URL(again.url).port).toBe(String(port))
  await expect(startOfflineModel({ port })).rejects.toThrow(/EADDRINUSE/)
  await again.close()
})

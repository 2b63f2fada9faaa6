// Answers that a caller wants to have again: exactly theirs, for as long as they say, and successes alone.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectRedis } from '../../src/services/redis.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { clientOf, signUp, type Answer, type Client } from '../support/client.ts'
import { startProvider, wholeAnswer } from '../support/provider-server.ts'
import { makeStack, type Stack } from '../support/stack.ts'

let provider: Awaited<ReturnType<typeof startProvider>>
let stack: Stack
let client: Client

beforeAll(async () => {
  provider = await startProvider()
  stack = makeStack(environmentOf(provider.url))
})
afterAll(async () => {
  await stack.idle()
  await provider.close()
})
beforeEach(async () => {
  provider.asked.length = 0
  provider.answer = () => undefined
  client = await signUp(stack.app)
})

function environmentOf(url: string): Record<string, string> {
  return { AI_BASE_URL: url, AI_API_KEY: 'k', AI_MODELS: 'm,n', AI_PRICES: 'm=1/1,n=1/1', AI_MAX_RETRIES: '0' }
}

const BODY = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], temperature: 0, user: 'me' }
const PATH = '/v1/chat/completions'
const ask = async (body: object = BODY, by = client, path = PATH, ttl = '600') => {
  const answer = await by.call('POST', path, body, { 'X-Samokoder-Cache-Ttl': ttl })
  await stack.idle()
  return answer
}
const told = ({ headers }: Answer) => headers.get('X-Samokoder-Cache')
const calls = () => provider.asked.length

describe('an answer that is asked to be kept', () => {
  it('is given again, at no cost, whatever the order of the fields', async () => {
    const first = await ask()
    const again = await ask(Object.fromEntries(Object.entries(BODY).toReversed()))
    expect([told(first), told(again), calls()]).toEqual(['miss', 'hit', 1])
    expect([again.status, again.text]).toEqual([200, first.text])
    expect(again.headers.get('Content-Type')).toBe(first.headers.get('Content-Type'))
    expect([first, again].map(({ headers }) => headers.get('X-Samokoder-Cost-Usd'))).toEqual(['0.002', '0'])
    expect(again.headers.get('X-Samokoder-Model')).toBe('m')
    const { data } = await connectAsService(stack.config)
      .from('usage_ledger')
      .select('id')
      .eq('owner_id', client.userId)
    expect(data).toHaveLength(1)
  })

  it('is given by every process, streamed as it was, and of every route', async () => {
    const cases: [string, object][] = [
      [PATH, { ...BODY, stream: true, stream_options: { include_usage: true } }],
      ['/v1/responses', { model: 'm', input: 'Hi', stream: true }],
      ['/v1/responses', { model: 'm', input: 'Hi' }],
      ['/v1/embeddings', { model: 'm', input: 'Hi' }],
    ]
    provider.answer = (call) =>
      call.path.endsWith('/embeddings')
        ? { status: 200, body: { data: [{ embedding: [1] }], usage: { prompt_tokens: 1, total_tokens: 1 } } }
        : { status: 200, body: wholeAnswer(call) }
    const elsewhere = makeStack(environmentOf(provider.url))
    for (const [path, body] of cases) {
      const first = await ask(body, client, path)
      const again = await ask(body, clientOf(elsewhere.app, client.token, client.userId), path)
      expect([path, told(first), told(again), again.text]).toEqual([path, 'miss', 'hit', first.text])
      expect(again.headers.get('Content-Type')).toBe(first.headers.get('Content-Type'))
    }
    expect(calls()).toBe(cases.length)
  })

  it('is for exactly that request', async () => {
    await ask()
    for (const other of [
      { ...BODY, temperature: 1 },
      { ...BODY, model: 'n' },
      { ...BODY, stream: true },
      { ...BODY, models: ['n'] },
      { ...BODY, messages: [...BODY.messages, { role: 'user', content: 'Hi' }] },
      { ...BODY, unknown: null },
    ]) {
      expect([other, told(await ask(other))]).toEqual([other, 'miss'])
    }
    expect(told(await ask())).toBe('hit')
  })

  it('is for that caller alone: neither another account nor another key of the same one', async () => {
    const makeKey = async () => {
      const { json } = await client.call('POST', '/api/keys', { name: 'k', scopes: ['ai'] })
      return clientOf(stack.app, (json as { key: string }).key, client.userId)
    }
    const [one, two] = [await makeKey(), await makeKey()]
    for (const caller of [client, await signUp(stack.app), one, two]) {
      expect([told(await ask(BODY, caller)), told(await ask(BODY, caller))]).toEqual(['miss', 'hit'])
    }
    expect(calls()).toBe(4)
  })

  it('is not kept unless it is asked for, and then until its time is over', async () => {
    const plain = await client.call('POST', PATH, BODY)
    expect([told(plain), told(await ask(BODY, client, PATH, '1'))]).toEqual([null, 'miss'])
    // Redis counts the second.
    await expect
      .poll(async () => told(await ask(BODY, client, PATH, '1')), { timeout: 60_000, interval: 1200 })
      .toBe('miss')
    for (const ttl of ['0', '-1', '1.5', '604801', 'x', '']) {
      expect([ttl, (await ask(BODY, client, PATH, ttl)).status]).toEqual([ttl, 400])
    }
  })

  it('is a success: what failed or broke off is asked for again', async () => {
    provider.answer = () => ({ status: 500, body: {} })
    expect((await ask()).status).toBe(502)
    const stream = { ...BODY, stream: true }
    provider.answer = () => ({ status: 200, body: 'data: {"choices":[{"index":0,"delta":{"content":"Hel' })
    expect((await ask(stream)).text).toContain('error')
    provider.answer = () => undefined
    expect([told(await ask()), told(await ask(stream))]).toEqual(['miss', 'miss'])
    expect([told(await ask()), told(await ask(stream))]).toEqual(['hit', 'hit'])
  })

  it('stands in Redis sealed, and is asked of the model where Redis is away', async () => {
    provider.answer = (call) => ({
      status: 200,
      body: JSON.parse(JSON.stringify(wholeAnswer(call)).replace('Hello', 'Unmistakable')),
    })
    expect((await ask()).text).toContain('Unmistakable')
    const redis = connectRedis(stack.config)
    const keys = await redis.keys('samokoder:answer:*')
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys) expect(await redis.get(key)).not.toMatch(/Unmistakable|content/)
    const away = makeStack({
      ...environmentOf(provider.url),
      UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9',
      RATE_LIMIT_PER_ACCOUNT: '0',
    })
    const answer = await ask(BODY, clientOf(away.app, client.token, client.userId))
    expect([answer.status, told(answer)]).toEqual([200, 'miss'])
    await away.idle()
  })
})

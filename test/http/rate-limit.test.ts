import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { functions } from '../../functions/index.ts'
import { createRateLimiter } from '../../src/accounts/rate-limit.ts'
import type { App } from '../../src/app.ts'
import { networkOf } from '../../src/http/limit-rate.ts'
import { connectRedis } from '../../src/services/redis.ts'
import { redisKeys } from '../../src/services/redis-keys.ts'
import type { LogFields } from '../../src/telemetry/log.ts'
import { clientOf, signUp, type Client } from '../support/client.ts'
import { countRedis } from '../support/counting-proxy.ts'
import { makeStack } from '../support/stack.ts'
import { startSwitch } from '../support/switch.ts'

const DEAD = 'http://127.0.0.1:9'
const START = 1_800_000_000_000
const FEW = { RATE_LIMIT_PER_ACCOUNT: '3', RATE_LIMIT_PER_ADDRESS: '2' }

/** Calls the app as the client at `address`, which an adapter would tell. */
function from(app: App, address: string | undefined, path: string, init: RequestInit = {}): Promise<Response> {
  return Promise.resolve(app.fetch(new Request(`http://test.local${path}`, init), { clientAddress: address }))
}

function login(app: App, address: string | undefined): Promise<Response> {
  const body = JSON.stringify({ email: 'nobody@example.com', password: 'correct horse' })
  return from(app, address, '/api/auth/login', {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json' },
  })
}

/** A caller of this app whose account was made elsewhere: making one is limited too. */
async function callerOf(app: App): Promise<Client> {
  const { token, userId } = await signUp(makeStack().app)
  return clientOf(app, token, userId)
}

const scrape = () => clientOf(makeStack().app, '', '').call('GET', '/metrics')

/** The shared Redis, but for what the limiter asks of it. */
async function startRedisWithoutLimiter(): Promise<string> {
  const target = inject('environment')['UPSTASH_REDIS_REST_URL'] ?? ''
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    if (body.includes(redisKeys.rate('account', ''))) return response.writeHead(503).end('{}')
    const { authorization = '' } = request.headers
    const answer = await fetch(target + (request.url ?? ''), { method: 'POST', headers: { authorization }, body })
    return response.writeHead(answer.status).end(await answer.text())
  }
  const server = createServer((request, response) => void forward(request, response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const randomAddress = () => `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`

describe('a rate limit', () => {
  /** A limiter of one process, asked at these milliseconds: after how many more a request would pass, 0 for one that does. */
  function limiterOf(limit: number, key = redisKeys.rate('account', randomUUID()), config = makeStack().config) {
    let now = START
    const ahead: Promise<unknown>[] = []
    const { consume } = createRateLimiter(config, () => now)
    return {
      ahead: () => Promise.all(ahead.splice(0)),
      ask: async (ms: number): Promise<number> => {
        now = START + ms
        return (await consume([{ key, limit }], { later: (work) => void ahead.push(work) })).refusal?.waitMs ?? 0
      },
      /** Makes a request, and gives how many more would pass. */
      left: async (ms: number): Promise<number | undefined> => {
        now = START + ms
        const options = { later: (work: Promise<unknown>) => void ahead.push(work), tellsLeft: true }
        return (await consume([{ key, limit }], options)).left[0]
      },
    }
  }

  /** What passes of requests at these milliseconds. */
  async function passing(limit: number, times: number[]): Promise<number[]> {
    const { ask } = limiterOf(limit)
    const passed = []
    for (const ms of times) if ((await ask(ms)) === 0) passed.push(ms)
    return passed
  }

  it('lets exactly its number through in the first minute, and in every later one', async () => {
    // Asked without pause, one request each 700 ms, for four minutes.
    const passed = await passing(
      20,
      Array.from({ length: 343 }, (_, index) => index * 700),
    )
    const minutes = [0, 1, 2, 3].map((minute) => passed.filter((ms) => Math.floor(ms / 60_000) === minute).length)
    expect(minutes).toEqual([20, 20, 20, 20])
  })

  it('lets no more through in any minute, wherever it begins', async () => {
    const late = Array.from({ length: 10 }, () => 59_000)
    const next = Array.from({ length: 10 }, () => 60_000)
    const passed = await passing(5, [0, ...late, ...next, 118_999, 119_000])
    expect(passed).toEqual([0, 59_000, 59_000, 59_000, 59_000, 60_000, 119_000])
  })

  it('tells after how long the next request will pass', async () => {
    const { ask } = limiterOf(2)
    expect([await ask(0), await ask(10), await ask(20), await ask(59_999), await ask(60_000)]).toEqual([
      0, 0, 59_980, 1, 0,
    ])
    expect(await ask(60_000)).toBe(10)
  })

  it('is not exceeded by requests at the same moment, on any number of processes', async () => {
    const key = redisKeys.rate('account', randomUUID())
    const limiters = [limiterOf(7, key), limiterOf(7, key)]
    const asked = Array.from({ length: 50 }, (_, index) => limiters[index % 2]?.ask(0))
    const waits = await Promise.all(asked)
    expect(waits.filter((wait) => wait === 0)).toHaveLength(7)
  })

  it('is asked of Redis by few of many requests, and still no minute has more, on any number of processes', async () => {
    const redis = await countRedis(inject('environment')['UPSTASH_REDIS_REST_URL'] ?? '')
    onTestFinished(() => redis.close())
    const { config } = makeStack({ UPSTASH_REDIS_REST_URL: redis.url })
    const key = redisKeys.rate('account', randomUUID())
    const [one, other] = [limiterOf(1000, key, config), limiterOf(1000, key, config)]
    const passed: number[] = []
    const askUntil = async (endMs: number, startMs: number, everyMs: number) => {
      for (let ms = startMs; ms < endMs; ms += everyMs) {
        for (const { ask, ahead } of [one, other]) {
          if ((await ask(ms)) === 0) passed.push(ms)
          await ahead()
        }
      }
    }
    await askUntil(2000, 0, 5)
    expect(passed.length).toBe(800)
    expect(redis.tally().requests).toBeLessThan(passed.length / 5)
    // The rest, one by one; and as soon as there is room again, more than there is.
    await askUntil(3000, 2000, 5)
    expect(passed.length).toBeLessThanOrEqual(1000)
    expect(passed.length).toBeGreaterThan(950)
    await askUntil(60_000, 3000, 5000)
    await askUntil(64_000, 60_000, 8)
    for (const from of new Set(passed)) {
      expect(passed.filter((ms) => ms >= from && ms < from + 60_000).length).toBeLessThanOrEqual(1000)
    }
    expect(passed.length).toBeGreaterThan(1400)
  })

  it('tells how many more requests would pass, also when many have left the window', async () => {
    const { left } = limiterOf(500)
    for (let index = 1; index <= 300; index += 1) expect(await left(index)).toBe(500 - index)
    // One a second for minutes: at any time, sixty count.
    let told: number | undefined
    for (let second = 61; second < 600; second += 1) told = await left(second * 1000)
    expect(told).toBe(500 - 60)
  })

  it('tells it of turns that were handed out ahead, too', async () => {
    const { left, ahead } = limiterOf(1000)
    for (let index = 1; index <= 100; index += 1) {
      const told = await left(index)
      // What the next lease has taken is left to this process, but for a turn of each that was given up for it.
      expect(told).toBeLessThanOrEqual(1000 - index)
      expect(told).toBeGreaterThan(1000 - index - 200)
      await ahead()
    }
  })

  it('keeps no more than it needs of an account that never pauses, and forgets one that does', async () => {
    const { config } = makeStack()
    const key = redisKeys.rate('account', randomUUID())
    const { ask } = limiterOf(1, key)
    for (let minute = 0; minute < 1010; minute += 1) await ask(minute * 60_000)
    expect(await connectRedis(config).llen(key)).toBeLessThanOrEqual(1001)
    expect(await connectRedis(config).pttl(key)).toBeGreaterThan(0)
  })
})

describe('an account', () => {
  it('is limited over all processes, with the time to wait, and counted', async () => {
    const [first, second] = [makeStack(FEW), makeStack(FEW)]
    const client = await callerOf(first.app)
    const elsewhere = clientOf(second.app, client.token, client.userId)
    const answers = []
    for (const caller of [client, elsewhere, client, elsewhere]) answers.push(await caller.call('GET', '/api/projects'))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    const refused = answers[3]
    expect(refused?.json).toMatchObject({ error: { code: 'rate_limited' } })
    expect(Number(refused?.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect(Number(refused?.headers.get('Retry-After'))).toBeLessThanOrEqual(60)
    await second.idle()
    const figures = (await scrape()).text
    expect(figures).toMatch(/^samokoder_rate_limited_total\{scope="account"\} [1-9]/m)
  })

  it('takes nothing from another, nor from who only asks whether the process is alive', async () => {
    const { app } = makeStack(FEW)
    const [one, other] = [await callerOf(app), await callerOf(app)]
    for (let index = 0; index < 4; index++) await one.call('GET', '/api/projects')
    expect((await one.call('GET', '/api/projects')).status).toBe(429)
    expect((await other.call('GET', '/api/projects')).status).toBe(200)
    for (let index = 0; index < 4; index++) expect((await one.call('GET', '/health')).status).toBe(200)
  })

  it('is told below /v1 how many more requests it may make, whatever the answer, by the names of OpenAI', async () => {
    const { app } = makeStack(FEW)
    const client = await callerOf(app)
    const ask = async (method: string, path: string, body?: unknown) => {
      const { status, headers } = await client.call(method, path, body)
      const names = ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}-requests`))
      return [status, ...names]
    }
    expect([
      await ask('GET', '/v1/models'),
      await ask('POST', '/v1/chat/completions', { model: 'nobody', messages: [{ role: 'user', content: 'x' }] }),
      await ask('GET', '/v1/models'),
    ]).toEqual([
      [200, '3', '2', '60s'],
      [400, '3', '1', '60s'],
      [200, '3', '0', '60s'],
    ])
    expect(await ask('GET', '/v1/models')).toEqual([429, '3', '0', expect.stringMatching(/^(?:[1-5]?\d|60)s$/)])
    expect(await ask('GET', '/api/projects')).toEqual([429, null, null, null])
  })

  it('has no limit when that is 0', async () => {
    const client = await callerOf(makeStack({ RATE_LIMIT_PER_ACCOUNT: '0' }).app)
    for (let index = 0; index < 5; index++) expect((await client.call('GET', '/api/projects')).status).toBe(200)
  })
})

describe('an address', () => {
  it('may try so many passwords, whatever it sends', async () => {
    const { app } = makeStack(FEW)
    const address = randomAddress()
    const broken = () => from(app, address, '/api/auth/refresh', { method: 'POST', body: 'no JSON' })
    expect([(await login(app, address)).status, (await broken()).status]).toEqual([401, 415])
    expect([(await login(app, address)).status, (await broken()).status]).toEqual([429, 429])
    expect((await login(app, randomAddress())).status).toBe(401)
  })

  it('is a whole network in IPv6', () => {
    const networks = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::', '2001:db8:1:2:3:4:5:6'].map(networkOf)
    expect(new Set(networks)).toEqual(new Set(['2001:db8:1:2']))
    expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0')
    expect(networkOf('::1')).toBe('0:0:0:0')
    expect(networkOf('192.0.2.1')).toBe('192.0.2.1')
  })

  it('that nobody knows is not limited', async () => {
    const { app } = makeStack(FEW)
    for (let index = 0; index < 4; index++) expect((await login(app, undefined)).status).toBe(401)
  })
})

describe('while Redis does not answer', () => {
  const messages = [{ role: 'user', content: 'Hello' }]
  const NOWHERE = '00000000-0000-4000-8000-000000000000'

  /** An account of before, and the same app with Redis gone. */
  async function loseRedis(url: string) {
    const lines: LogFields[] = []
    const { app } = makeStack({ UPSTASH_REDIS_REST_URL: url, ...FEW }, (_level, message, fields = {}) => {
      if (message === 'rate was not limited') lines.push(fields)
    })
    return { app, lines, client: await callerOf(app) }
  }

  it('reads and changes are served, and the log says that they were not counted', async () => {
    const { client, lines } = await loseRedis(DEAD)
    for (let index = 0; index < 5; index++) expect((await client.call('GET', '/api/projects')).status).toBe(200)
    expect((await client.call('POST', '/api/projects', { name: 'x' })).status).toBe(201)
    expect(lines.map(({ scope, outcome }) => [scope, outcome])).toEqual(
      Array.from({ length: 6 }, () => ['account', 'served']),
    )
  })

  it('what spends money or signs up is refused, to be tried again', async () => {
    const { app, client, lines } = await loseRedis(DEAD)
    const address = randomAddress()
    const account = { email: `${randomUUID()}@example.com`, password: 'correct horse' }
    const sign = (path: string) =>
      from(app, address, path, {
        method: 'POST',
        body: JSON.stringify(account),
        headers: { 'Content-Type': 'application/json' },
      })
    const answers = [
      await client.call('POST', `/api/projects/${NOWHERE}/runs`, { prompt: 'x' }),
      await client.call('POST', '/v1/chat/completions', { model: 'm', messages }),
      await sign('/api/auth/register'),
      await sign('/api/auth/login'),
    ]
    for (const { status, headers } of answers) {
      expect(status).toBe(503)
      expect(headers.get('Retry-After')).toMatch(/^[1-9]\d*$/)
    }
    expect(lines.map(({ scope, outcome }) => [scope, outcome])).toEqual([
      ['account', 'refused'],
      ['account', 'refused'],
      ['address', 'refused'],
      ['address', 'refused'],
    ])
  })

  it('nobody waits for long', async () => {
    const redis = await startSwitch(inject('environment')['UPSTASH_REDIS_REST_URL'] ?? '')
    await redis.stop('hangs')
    // A call to Redis may take longer than this test, but for the limiter's.
    const { config } = makeStack({ UPSTASH_REDIS_REST_URL: redis.url, SERVICE_TIMEOUT_MS: '120000' })
    const { consume } = createRateLimiter(config)
    const claims = [{ key: 'x', limit: 1 }]
    const asked = Array.from({ length: 1200 }, () => consume(claims, { later: () => undefined }).then(String, String))
    const tooMany = '1000 requests wait to be counted'
    // Those behind a thousand others are told at once, the thousand when their time is over.
    expect(await Promise.race(asked)).toContain(tooMany)
    const answers = await Promise.all(asked)
    expect(answers.filter((answer) => answer.includes(tooMany))).toHaveLength(200)
    expect(answers.filter((answer) => answer.includes('TimeoutError'))).toHaveLength(1000)
    await redis.close()
  })

  it('what became of a request is counted', async () => {
    const url = await startRedisWithoutLimiter()
    const { app, idle } = makeStack({ UPSTASH_REDIS_REST_URL: url })
    const client = await callerOf(app)
    await client.call('GET', '/api/projects')
    await client.call('POST', `/api/projects/${NOWHERE}/runs`, { prompt: 'x' })
    await idle()
    const figures = (await scrape()).text
    for (const outcome of ['served', 'refused']) {
      expect(figures).toMatch(
        new RegExp(`^samokoder_rate_limiter_away_total\\{scope="account",outcome="${outcome}"\\} [1-9]`, 'm'),
      )
    }
  })
})

describe('the routes that nobody uses uncounted', () => {
  it('are those that ask a provider, make a session, take a password or a code, or send a mail', () => {
    const strict = functions.flatMap(({ contracts }) => contracts).filter(({ whenLimiterAway }) => whenLimiterAway)
    expect(strict.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'post /api/account/delete',
      'post /api/auth/confirmation',
      'post /api/auth/confirmation/confirm',
      'post /api/auth/login',
      'post /api/auth/mfa/{id}/verify',
      'post /api/auth/password-reset',
      'post /api/auth/password-reset/confirm',
      'post /api/auth/register',
      'post /api/projects/{id}/runs',
      'post /api/provider-keys/{provider}/validate',
      'post /api/runs/{id}/input',
      'post /api/session',
      'post /api/session/verify',
      'post /api/webhooks/{id}/deliveries/{delivery}/redeliver',
      'post /api/webhooks/{id}/test',
      'post /mcp',
      'post /v1/chat/completions',
      'post /v1/embeddings',
      'post /v1/responses',
      'put /api/auth/password',
    ])
  })
})

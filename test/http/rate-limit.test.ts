import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { takeTurn, turnsKey } from '../../src/accounts/rate-limit.ts'
import type { App, Log } from '../../src/app.ts'
import { networkOf } from '../../src/http/limit-rate.ts'
import type { LogFields } from '../../src/telemetry/log.ts'
import { clientOf, signUp } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const DEAD = 'http://127.0.0.1:9'
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

const randomAddress = () => `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`

describe('turns', () => {
  it('may be taken at once, and come back one by one', async () => {
    const { config } = makeStack()
    const key = turnsKey('account', randomUUID())
    const take = (ms: number) => takeTurn(config, key, 4, 1_800_000_000_000 + ms)
    expect([await take(0), await take(0), await take(5), await take(10)]).toEqual([0, 0, 0, 0])
    expect(await take(10)).toBe(14_990)
    expect(await take(14_999)).toBe(1)
    expect(await take(15_000)).toBe(0)
    expect(await take(15_000)).toBe(15_000)
    // A minute without a request, and all are there again.
    for (const ms of [75_000, 75_000, 75_000, 75_000]) expect(await take(ms)).toBe(0)
    expect(await take(75_000)).toBeGreaterThan(0)
  })

  it('do not multiply with requests at the same moment', async () => {
    const { config } = makeStack()
    const key = turnsKey('account', randomUUID())
    const waits = await Promise.all(Array.from({ length: 50 }, () => takeTurn(config, key, 7, 1_800_000_000_000)))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(7)
  })
})

describe('an account', () => {
  it('is limited over all processes, with the time to wait, and counted', async () => {
    const [first, second] = [makeStack(FEW), makeStack(FEW)]
    const client = await signUp(first.app)
    const elsewhere = clientOf(second.app, client.token, client.userId)
    const answers = []
    for (const caller of [client, elsewhere, client, elsewhere]) answers.push(await caller.call('GET', '/api/projects'))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    const refused = answers[3]
    expect(refused?.json).toMatchObject({ error: { code: 'rate_limited' } })
    expect(Number(refused?.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect(Number(refused?.headers.get('Retry-After'))).toBeLessThanOrEqual(20)
    await second.idle()
    const { text } = await clientOf(makeStack().app, '', '').call('GET', '/metrics')
    expect(text).toMatch(/^samokoder_rate_limited_total\{scope="account"\} [1-9]/m)
  })

  it('takes no turns from another, nor from who only asks whether the process is alive', async () => {
    const { app } = makeStack(FEW)
    const [one, other] = [await signUp(app), await signUp(app)]
    for (let index = 0; index < 4; index++) await one.call('GET', '/api/projects')
    expect((await one.call('GET', '/api/projects')).status).toBe(429)
    expect((await other.call('GET', '/api/projects')).status).toBe(200)
    for (let index = 0; index < 4; index++) expect((await one.call('GET', '/health')).status).toBe(200)
  })

  it('has no limit when that is 0', async () => {
    const client = await signUp(makeStack({ RATE_LIMIT_PER_ACCOUNT: '0' }).app)
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

describe('without Redis', () => {
  it('nobody is refused, and the log says that nobody was limited', async () => {
    const lines: { message: string; fields: LogFields }[] = []
    const log: Log = (_level, message, fields = {}) => void lines.push({ message, fields })
    const { app } = makeStack({ ...FEW, UPSTASH_REDIS_REST_URL: DEAD }, log)
    const client = await signUp(app)
    for (let index = 0; index < 5; index++) expect((await client.call('GET', '/api/projects')).status).toBe(200)
    const told = lines.filter(({ message }) => message === 'rate was not limited')
    expect(told.map(({ fields }) => fields['scope'])).toEqual(Array.from({ length: 5 }, () => 'account'))
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { saveScorecard } from '../../src/services/scorecard-store.ts'
import { connectRedis } from '../../src/services/redis.ts'
import { redisKeys } from '../../src/services/redis-keys.ts'
import { FACTORS, isCompliant, type CheckResult, type Scorecard } from '../../src/telemetry/scorecard.ts'
import { clientOf } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const TOKEN = 'a-token-for-operators'

function makeScorecard(failing: number): Scorecard {
  const factors = FACTORS.map(({ number, name }) => {
    const checks: CheckResult[] = [
      { name: 'a check', result: number === failing ? 'fail' : 'pass', evidence: '<b>seen</b>', fix: 'mend it' },
    ]
    return { number, name, compliant: isCompliant(checks), checks }
  })
  return { checked_at: '2026-01-02T03:04:05.000Z', release: 'abc-def', factors }
}

async function get(path: string, headers: Record<string, string> = {}, overrides: Record<string, string> = {}) {
  const { app } = makeStack(overrides)
  return clientOf(app, '', '').call('GET', path, undefined, headers)
}

const redis = () => connectRedis(makeStack().config)
afterEach(async () => void (await redis().del(redisKeys.scorecard)))

const gauges = (text: string) =>
  [...text.matchAll(/^samokoder_factor_compliant\{factor="([IVX]+)",name="[^"]+"\} ([01])$/gm)].map(
    ([, factor, value]) => `${factor ?? ''}=${value ?? ''}`,
  )

describe('the scorecard of a deployment', () => {
  it('counts nothing as complied with before there is one', async () => {
    const { text } = await get('/metrics')
    expect(gauges(text)).toEqual(FACTORS.map(({ numeral }) => `${numeral}=0`))
    expect(text).not.toMatch(/^samokoder_factors_checked_timestamp_seconds \d/m)
    const page = await get('/factors')
    expect([page.status, page.text.includes('No scorecard')]).toEqual([200, true])
    expect((await get('/factors', { Accept: 'application/json' })).status).toBe(404)
  })

  it('stands in the metrics, as a page and as JSON, at any process', async () => {
    const scorecard = makeScorecard(11)
    await saveScorecard(redis(), scorecard)
    const { text } = await get('/metrics')
    expect(gauges(text)).toEqual(FACTORS.map(({ numeral }) => `${numeral}=${numeral === 'XI' ? 0 : 1}`))
    expect(text).toContain(`samokoder_factors_checked_timestamp_seconds ${Date.parse(scorecard.checked_at) / 1000}`)
    const page = await get('/factors')
    expect(page.headers.get('Content-Type')).toContain('text/html')
    expect(page.text).toContain('11 of 12')
    expect(page.text).toContain('&lt;b&gt;seen')
    expect(page.text).not.toMatch(/<script|https?:\/\/(?!this\.)/)
    expect((await get('/factors', { Accept: 'application/json' })).json).toEqual(scorecard)
  })

  it('is for the operator: the token as a bearer, or as the password that a browser asks for', async () => {
    const secured = { METRICS_TOKEN: TOKEN }
    const basic = (password: string) => ({ Authorization: `Basic ${btoa(`operator:${password}`)}` })
    const refused = await get('/factors', {}, secured)
    expect([refused.status, refused.headers.get('WWW-Authenticate')]).toEqual([
      401,
      expect.stringMatching(/^Basic realm=/),
    ])
    expect((await get('/factors', basic('wrong'), secured)).status).toBe(401)
    expect((await get('/factors', { Authorization: 'Basic !!' }, secured)).status).toBe(401)
    expect((await get('/factors', basic(TOKEN), secured)).status).toBe(200)
    expect((await get('/factors', { Authorization: `Bearer ${TOKEN}` }, secured)).status).toBe(200)
    expect((await get('/metrics', basic(TOKEN), secured)).status).toBe(401)
  })

  it('is 503 when Redis does not answer', async () => {
    expect((await get('/factors', {}, { UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' })).status).toBe(503)
  })
})

describe('a factor', () => {
  const checks = (...results: CheckResult['result'][]) =>
    results.map((result) => ({ name: 'x', result, evidence: 'y' }))
  it('is complied with when no check fails and one passes; what is unknown never counts', () => {
    expect(isCompliant(checks('pass', 'pass'))).toBe(true)
    expect(isCompliant(checks('pass', 'unknown'))).toBe(true)
    expect(isCompliant(checks('unknown', 'unknown'))).toBe(false)
    expect(isCompliant(checks('pass', 'fail'))).toBe(false)
    expect(isCompliant([])).toBe(false)
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { saveScorecard } from '../../src/services/published.ts'
import { connectRedis } from '../../src/services/redis.ts'
import { redisKeys } from '../../src/services/redis-keys.ts'
import { FACTORS, judgeFactor, type CheckResult, type Scorecard } from '../../src/telemetry/scorecard.ts'
import { clientOf } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const TOKEN = 'a-token-for-operators'

/** All twelve pass, but for these. */
function makeScorecard(others: Record<number, CheckResult['result']>): Scorecard {
  const factors = FACTORS.map(({ number, name }) => {
    const { [number]: result = 'pass' } = others
    const checks: CheckResult[] = [{ name: 'a check', result, evidence: '<b>seen</b>', fix: 'mend it' }]
    return { number, name, result: judgeFactor(checks), checks }
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
  it('tells of no factor before there is one', async () => {
    const { text } = await get('/metrics')
    expect(gauges(text)).toEqual([])
    expect(text).toContain('# TYPE samokoder_factor_compliant gauge')
    expect(text).not.toMatch(/^samokoder_factors_checked_timestamp_seconds \d/m)
    const page = await get('/factors')
    expect([page.status, page.text.includes('No scorecard')]).toEqual([200, true])
    expect((await get('/factors', { Accept: 'application/json' })).status).toBe(404)
  })

  it('stands in the metrics, as a page and as JSON, at any process', async () => {
    const scorecard = makeScorecard({ 11: 'fail' })
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

  it('takes what could not be checked for neither a pass nor a fail, in the metrics and on the page', async () => {
    await saveScorecard(redis(), makeScorecard({ 1: 'unknown', 3: 'fail', 12: 'unknown' }))
    const { text } = await get('/metrics')
    const seen = FACTORS.slice(1, -1)
    expect(gauges(text)).toEqual(seen.map(({ numeral }) => `${numeral}=${numeral === 'III' ? 0 : 1}`))
    const page = await get('/factors')
    expect(page.text.replace(/\s+/g, ' ')).toContain('9 of 12 complied with, 1 not, 2 could not be checked')
    // What failed is open; the rest is a line.
    expect(page.text.match(/<details open/g)).toHaveLength(1)
    expect(page.text.match(/title="could not be checked">\?</g)).toHaveLength(2)
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
  it('fails when a check fails, passes when none does and one passes, and is unknown when none could be made', () => {
    expect(judgeFactor(checks('pass', 'pass'))).toBe('pass')
    expect(judgeFactor(checks('unknown', 'pass'))).toBe('pass')
    expect(judgeFactor(checks('pass', 'unknown', 'fail'))).toBe('fail')
    expect(judgeFactor(checks('unknown', 'unknown'))).toBe('unknown')
    expect(judgeFactor([])).toBe('unknown')
  })
})

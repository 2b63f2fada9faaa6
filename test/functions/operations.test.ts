import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, inject, it } from 'vitest'
import { clientOf, createProject, runPrompt, signUp } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'
import { startSwitch } from '../support/switch.ts'

const DEAD = 'http://127.0.0.1:9'

async function scrape(overrides: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const { app } = makeStack(overrides)
  return clientOf(app, '', '').call('GET', '/metrics', undefined, headers)
}

function valueOf(text: string, series: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
  return line === undefined ? 0 : Number(line.slice(series.length + 1))
}

describe('/metrics', () => {
  it('adds up what every process served, whichever is asked', async () => {
    const series = 'samokoder_http_requests_total{method="GET",route="/api/projects/:id",status="404"}'
    const before = valueOf((await scrape()).text, series)
    const first = makeStack()
    const second = makeStack()
    const client = await signUp(first.app)
    const missing = '/api/projects/00000000-0000-4000-8000-000000000000'
    await client.call('GET', missing)
    await clientOf(second.app, client.token, '').call('GET', missing)
    await Promise.all([first.idle(), second.idle()])
    expect(valueOf((await scrape()).text, series)).toBe(before + 2)
  })

  it('counts runs, their steps and tokens', async () => {
    const { app, idle } = makeStack()
    const client = await signUp(app)
    const ended = 'samokoder_runs_total{kind="generate",status="succeeded"}'
    const before = (await scrape()).text
    await runPrompt(client, await createProject(client), { prompt: 'A calculator' })
    await idle()
    const { text } = await scrape()
    expect(valueOf(text, ended)).toBeGreaterThan(valueOf(before, ended))
    const steps = 'samokoder_run_step_duration_seconds_count{step="check"}'
    expect(valueOf(text, steps)).toBeGreaterThan(valueOf(before, steps))
    expect(text).toMatch(/samokoder_ai_tokens_total\{model="[\w-]+",direction="completion"\} [1-9]/)
  })

  it('times the calls to each backing service, as requests and runs wait for them', async () => {
    const count = (text: string, service: string) =>
      valueOf(text, `samokoder_backing_service_duration_seconds_count{service="${service}"}`)
    const { app, idle } = makeStack()
    const before = (await scrape()).text
    const client = await signUp(app)
    await idle()
    const signedUp = (await scrape()).text
    expect(count(signedUp, 'accounts')).toBeGreaterThan(count(before, 'accounts'))
    await createProject(client)
    await idle()
    const created = (await scrape()).text
    expect(count(created, 'data')).toBeGreaterThan(count(signedUp, 'data'))
    expect(count(created, 'redis')).toBeGreaterThan(count(signedUp, 'redis'))
  })

  it('tells how many runs are under way, and how many nobody drives', async () => {
    const { text } = await scrape()
    expect(text).toMatch(/^samokoder_runs_under_way \d+$/m)
    expect(text).toMatch(/^samokoder_runs_unattended \d+$/m)
    expect((await scrape({ SUPABASE_URL: DEAD })).text).not.toMatch(/^samokoder_runs_under_way \d/m)
  })

  it('keeps its series bounded: what matches no route is one', async () => {
    const { app, idle } = makeStack()
    for (const path of ['/a', '/b', '/c/d']) await clientOf(app, '', '').call('GET', path)
    await idle()
    const { text } = await scrape()
    expect(text).toContain('route="none",status="404"')
    expect(text).not.toContain('route="/a"')
  })

  it('asks for its token when there is one, also from its own machine', async () => {
    const secured = { METRICS_TOKEN: 'a-token-for-metrics' }
    expect((await scrape(secured)).status).toBe(401)
    expect((await scrape(secured, { Authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await scrape(secured, { Authorization: 'Bearer a-token-for-metrics' })).status).toBe(200)
  })

  it.each(['/metrics', '/factors', '/health/ready?services=all'])(
    'answers to its own machine only when there is no token, as %s does',
    async (path) => {
      const { app } = makeStack()
      const statusFrom = async (clientAddress: string | undefined, headers: Record<string, string> = {}) =>
        (await app.fetch(new Request(`http://test.local${path}`, { headers }), { clientAddress })).status
      for (const address of ['127.0.0.1', '127.8.9.1', '::1']) expect(await statusFrom(address), address).toBe(200)
      for (const address of ['192.0.2.1', '10.0.0.1', '::2', '127.0.0.1.example.com', undefined]) {
        expect(await statusFrom(address), address).toBe(401)
      }
      // A proxy on this machine asks for others.
      expect(await statusFrom('127.0.0.1', { 'X-Forwarded-For': '192.0.2.1' })).toBe(401)
      expect(await statusFrom('127.0.0.1', { Forwarded: 'for=192.0.2.1' })).toBe(401)
    },
  )

  it('is not waited for by requests, nor for long by what they leave, when Redis hangs', async () => {
    const redis = await startSwitch(inject('environment')['UPSTASH_REDIS_REST_URL'] ?? '')
    await redis.stop('hangs')
    // More than this test may take.
    const { app, idle } = makeStack({ UPSTASH_REDIS_REST_URL: redis.url, SERVICE_TIMEOUT_MS: '120000' })
    expect((await clientOf(app, '', '').call('GET', '/openapi.json')).status).toBe(200)
    await idle()
    await redis.close()
  })

  it('is there without Redis, and says that Redis is not', async () => {
    const { status, text } = await scrape({ UPSTASH_REDIS_REST_URL: DEAD })
    expect([status, valueOf(text, 'samokoder_backing_service_up{service="redis"}')]).toEqual([200, 0])
    expect(valueOf(text, 'samokoder_backing_service_up{service="data"}')).toBe(1)
  })
})

describe('/health/ready', () => {
  async function readiness(overrides: Record<string, string>) {
    const { app } = makeStack(overrides)
    const { status, json } = await clientOf(app, '', '').call('GET', '/health/ready?services=all')
    const { services } = json as { services: { name: string; ok: boolean }[] }
    return { status, down: services.filter(({ ok }) => !ok).map(({ name }) => name) }
  }

  it('is 200 when everything answers', async () => {
    expect(await readiness({})).toEqual({ status: 200, down: [] })
  })

  it('is 503 when something else answers at the address, 200 to whatever it is asked', async () => {
    const page = createServer((_, response) => response.end('<html>Welcome</html>')).listen(0, '127.0.0.1')
    await once(page, 'listening')
    const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}`
    expect(await readiness({ SUPABASE_URL: url })).toEqual({ status: 503, down: ['data', 'accounts'] })
    page.close()
    page.closeAllConnections()
  })

  it('is 503 without what is required, and only then', async () => {
    expect(await readiness({ SUPABASE_URL: DEAD })).toEqual({ status: 503, down: ['data', 'accounts'] })
    expect(await readiness({ UPSTASH_REDIS_REST_URL: DEAD })).toEqual({ status: 200, down: ['redis'] })
    expect(await readiness({ AI_BASE_URL: DEAD })).toEqual({ status: 200, down: ['ai'] })
    expect(await readiness({ BROWSER_URL: DEAD })).toEqual({ status: 200, down: ['browser'] })
  })

  it('lists the browser where one is attached, and knows it from a host that is none', async () => {
    const asked: string[] = []
    const answers: Record<string, [number, string]> = {
      '/json/version': [200, '{"webSocketDebuggerUrl":"ws://localhost/devtools/browser/1"}'],
      '/json/version?token=unknown': [401, '{}'],
      '/json/version?token=hosted': [404, 'Not found'],
    }
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      const [status, body] = answers[request.url ?? ''] ?? [200, '{}']
      response.writeHead(status).end(body)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const up = { status: 200, down: [] }
    const down = { status: 200, down: ['browser'] }
    expect(await readiness({ BROWSER_URL: `http://${host}` })).toEqual(up)
    expect(await readiness({ BROWSER_URL: `ws://${host}/devtools/browser/1` })).toEqual(up)
    // One that is hosted need not tell of itself, but knows its own tokens.
    expect(await readiness({ BROWSER_URL: `ws://${host}/?token=hosted` })).toEqual(up)
    expect(await readiness({ BROWSER_URL: `ws://${host}/?token=unknown` })).toEqual(down)
    expect(await readiness({ BROWSER_URL: `http://${host}/?token=other` })).toEqual(down)
    expect(asked).toHaveLength(5)
    server.close()
    server.closeAllConnections()
    const { json } = await clientOf(makeStack().app, '', '').call('GET', '/health/ready')
    expect(JSON.stringify(json)).not.toContain('browser')
  })

  it('asks each service once a second, however many want to know, and the AI provider only for the operator', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.end('{}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { app } = makeStack({ SUPABASE_URL: url, AI_BASE_URL: url })
    const ask = (query: string) => clientOf(app, '', '').call('GET', `/health/ready${query}`)
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('')))
    for (const { status, json } of answers) {
      const { services } = json as { services: { name: string; ok: boolean }[] }
      expect([status, services.map(({ name }) => name)]).toEqual([200, ['data', 'accounts', 'redis']])
    }
    // Where fifty answers take longer than a second, the next second may have begun.
    expect(new Set(asked)).toEqual(new Set(['/rest/v1/projects?select=id&limit=1', '/auth/v1/health']))
    expect(asked.length).toBeLessThan(10)
    await ask('?services=all')
    expect(asked.filter((path) => path === '/models')).toHaveLength(1)
    server.close()
    server.closeAllConnections()
  })
})

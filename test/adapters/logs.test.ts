import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { startCollector, type Collector } from '../support/collector.ts'
import { startEchoServices } from '../support/echo-services.ts'
import { createRemoteClient, type RemoteClient } from '../support/remote.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const PROVIDER_KEY = 'the-key-of-the-ai-provider'
const COLLECTOR_KEY = 'the-key-of-the-collector'
const lines: string[] = []
let model: ScriptedModel
let collector: Collector
let web: WebProcess
let client: RemoteClient

beforeAll(async () => {
  model = await startScriptedModel()
  collector = await startCollector()
  web = await startWebProcess({
    runtime: 'node',
    environment: {
      ...inject('environment'),
      LOG_LEVEL: 'debug',
      AI_BASE_URL: model.url,
      AI_API_KEY: PROVIDER_KEY,
      AI_MODELS: 'm',
      AI_MAX_RETRIES: '0',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${COLLECTOR_KEY}`,
      OTEL_LOGS_EXPORTER: 'otlp',
    },
    port: 0,
    folder: await makeTemporaryFolder(),
    onLine: (line) => void lines.push(line),
  })
  client = await createRemoteClient(web.url)
})
afterAll(async () => {
  await web.stop()
  await model.close()
  await collector.close()
})

/** A process sends once a second. */
const SENT = { timeout: 30_000 }

/** Requests that carry secrets wherever one may stand, each with secrets of its own. */
const REQUESTS: ((
  secret: string,
) => [method: string, path: string, body?: unknown, headers?: Record<string, string>])[] = [
  (secret) => ['GET', `/api/projects?access_token=${secret}`, undefined, { Authorization: `Bearer ${secret}` }],
  (secret) => ['GET', `/api/projects/${secret}`, undefined, { 'X-Api-Key': secret, Cookie: `session=${secret}` }],
  (secret) => ['POST', '/api/auth/login', { email: `${secret}@example.com`, password: secret }],
  (secret) => ['POST', '/api/auth/register', { email: 'not-an-address', password: secret, [secret]: 1 }],
  (secret) => ['POST', '/api/auth/refresh', { refresh_token: secret }],
  (secret) => [
    'POST',
    '/api/auth/login',
    `{"email":"a@b.c","password":"${secret}"`,
    { 'Content-Type': 'application/json' },
  ],
  (secret) => ['POST', '/api/projects', { name: secret, description: `password: ${secret}` }],
  (secret) => ['GET', `/${secret}?password=${secret}`, undefined, { 'X-Request-Id': `sk-${secret}` }],
  (secret) => ['PUT', `/api/projects/00000000-0000-4000-8000-000000000000/files/${secret}`, secret],
  (secret) => [
    'GET',
    '/health',
    undefined,
    { traceparent: secret, 'User-Agent': secret, Referer: `https://x/?${secret}` },
  ],
]

describe('the log of a process', () => {
  it('holds none of the secrets of 1,000 requests in headers, bodies and URLs, nor does what a collector gets of it and of their spans', async () => {
    const before = lines.length
    const sentBefore = { lines: collector.lines.length, spans: collector.spans.length }
    const secrets = Array.from({ length: 1000 }, () => randomBytes(12).toString('hex'))
    const send = async (secret: string, index: number) => {
      const build = REQUESTS[index % REQUESTS.length]
      if (build === undefined) throw new Error('no such request')
      const [method, path, body, headers] = build(secret)
      const response = await client.fetch(method, path, body, headers)
      await response.arrayBuffer()
    }
    for (let start = 0; start < secrets.length; start += 50) {
      await Promise.all(secrets.slice(start, start + 50).map((secret, index) => send(secret, start + index)))
    }
    expect(lines.length - before).toBeGreaterThanOrEqual(1000)
    const text = lines.join('\n')
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    expect(text).not.toContain(client.token)

    const serverSpans = () => collector.spans.slice(sentBefore.spans).filter(({ kind }) => kind === 2)
    await expect.poll(() => collector.lines.length - sentBefore.lines, SENT).toBeGreaterThanOrEqual(1000)
    await expect.poll(() => serverSpans().length, SENT).toBeGreaterThanOrEqual(1000)
    const sent = collector.texts.join('\n')
    expect(secrets.filter((secret) => sent.includes(secret))).toEqual([])
    expect(sent).not.toContain(client.token)
    expect(sent).not.toContain(COLLECTOR_KEY)
  })

  it('tells of a run by its steps, and holds neither the prompt, nor what the model wrote, nor the key', async () => {
    const before = lines.length
    model.script((reply, { task }) => {
      if (task === 'plan') {
        reply.text('<plan title="Violet plan">\nA violet summary.\n- one.txt: violet\n</plan>\n')
        return reply.end()
      }
      reply.raw.writeHead(401, { 'Content-Type': 'application/json' })
      reply.raw.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${PROVIDER_KEY}; violet` } }))
    })
    // Of an account that has no turns in stock, so that its requests are counted in Redis.
    const caller = await createRemoteClient(web.url)
    const project = await caller.json<{ id: string }>('POST', '/api/projects', { name: 'x' })
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const answer = await caller.fetch(
      'POST',
      `/api/projects/${project.id}/runs`,
      { prompt: 'a violet shop' },
      { Accept: 'text/event-stream', traceparent: `00-${traceId}-b7ad6b7169203331-01` },
    )
    await answer.text()
    const told = () => lines.slice(before).map((line) => JSON.parse(line) as Record<string, unknown>)
    await expect.poll(() => told().map(({ message }) => message)).toContain('run ended')
    const ofRun = told().filter((line) => line['run_id'] !== undefined)
    expect(ofRun.filter(({ message }) => message === 'request')).toHaveLength(1)
    const ofWork = ofRun.filter(({ message }) => message !== 'request')
    expect(ofWork.map(({ message, step, outcome }) => [message, step ?? outcome])).toEqual([
      ['run claimed', undefined],
      ['model call', 'whole'],
      ['run step', 'plan'],
      ['model call', 'provider_denied'],
      ['run step', 'write'],
      ['run ended', undefined],
    ])
    for (const line of ofRun) expect(line).toMatchObject({ trace_id: traceId, request_id: expect.any(String) })
    const text = lines.slice(before).join('\n')
    expect(text).not.toContain('violet')
    expect(text).not.toContain(PROVIDER_KEY)

    const spans = () => collector.spans.filter((span) => span.traceId === traceId)
    await expect.poll(() => spans().map(({ name }) => name), SENT).toContain('run generate')
    const attributesOf = (name: string) => spans().find((span) => span.name === name)?.attributes
    expect(attributesOf('chat m')).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.usage.input_tokens': expect.any(Number),
      'gen_ai.response.finish_reasons': ['stop'],
    })
    expect(attributesOf('CALL record_run')).toMatchObject({
      'db.system.name': 'postgresql',
      'db.stored_procedure.name': 'record_run',
      'http.response.status_code': 200,
    })
    expect(attributesOf('EVAL')).toEqual({ 'db.system.name': 'redis', 'db.operation.name': 'EVAL' })
    const attempts = spans().filter(({ name }) => name === 'POST /chat/completions')
    expect(attempts.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([200, 401])
    const sent = collector.texts.join('\n')
    expect(sent).not.toContain('violet')
    expect(sent).not.toContain(PROVIDER_KEY)
  })

  it('repeats nothing of what backing services say in words', async () => {
    const services = await startEchoServices()
    const before = lines.length
    const echoing = await startWebProcess({
      runtime: 'node',
      environment: { ...inject('environment'), ...services.environment, LOG_LEVEL: 'debug', AI_MAX_RETRIES: '0' },
      port: 0,
      folder: await makeTemporaryFolder(),
      onLine: (line) => void lines.push(line),
    })
    const caller = await createRemoteClient(echoing.url, client.token)
    const secrets: string[] = []
    const plant = () => secrets[secrets.push(randomBytes(12).toString('hex')) - 1] ?? ''
    for (let turn = 0; turn < services.answers; turn++) {
      const messages = [{ role: 'user', content: plant() }]
      const calls: [string, string, unknown][] = [
        ['POST', '/api/auth/login', { email: 'a@example.com', password: plant() }],
        ['POST', '/api/auth/refresh', { refresh_token: plant() }],
        ['POST', '/api/projects', { name: plant() }],
        ['POST', '/v1/chat/completions', { model: inject('environment')['AI_MODELS'], messages }],
        ['POST', '/v1/chat/completions', { model: inject('environment')['AI_MODELS'], messages, stream: true }],
      ]
      for (const call of calls) await (await caller.fetch(...call)).text()
    }
    expect(await echoing.stop()).toBe(0)
    await services.close()
    const text = lines.slice(before).join('\n')
    expect(text).toContain('"request failed"')
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
    expect(text).not.toContain(client.token)
  })

  it('names route, status, duration, caller and error code of each request', async () => {
    const before = lines.length
    await (await client.fetch('GET', '/api/projects/00000000-0000-4000-8000-000000000000')).arrayBuffer()
    await expect.poll(() => lines.length).toBeGreaterThan(before)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      level: 'info',
      message: 'request',
      method: 'GET',
      route: '/api/projects/:id',
      status: 404,
      error_code: 'not_found',
      duration_ms: expect.any(Number),
      caller_id: expect.stringMatching(/^[\da-f-]{36}$/),
      request_id: expect.any(String),
      trace_id: expect.stringMatching(/^[\da-f]{32}$/),
      span_id: expect.stringMatching(/^[\da-f]{16}$/),
    })
  })
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { continueTrace } from '../../src/telemetry/trace-context.ts'
import { createTracer } from '../../src/telemetry/tracer.ts'

type Span = { traceId: string; spanId: string; parentSpanId?: string; name: string; kind: number; status: object }
type Export = { resourceSpans: { resource: { attributes: object[] }; scopeSpans: { spans: Span[] }[] }[] }

const received: { path: string | undefined; key: string | string[] | undefined; body: Export }[] = []
const collector = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Export
    received.push({ path: request.url, key: request.headers['x-key'], body })
    response.end('{}')
  })
})
let url = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    collector.listen(0, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
})
beforeEach(() => void received.splice(0))
afterAll(() => void collector.close())

function configWith(overrides: Record<string, string>) {
  return parseConfig({
    SUPABASE_URL: 'http://localhost:1',
    SUPABASE_PUBLISHABLE_KEY: 'p',
    SUPABASE_SECRET_KEY: 's',
    UPSTASH_REDIS_REST_URL: 'http://localhost:2',
    UPSTASH_REDIS_REST_TOKEN: 't',
    AI_API_KEY: 'k',
    AI_MODELS: 'm',
    ...overrides,
  })
}

async function trace(overrides: Record<string, string>, traceparent?: string): Promise<void> {
  const tracer = createTracer(configWith(overrides), continueTrace(traceparent))
  await tracer.span({ name: 'step plan', kind: 'internal', attributes: { model: 'm' } }, () => Promise.resolve())
  await tracer.span({ name: 'chat m', kind: 'client' }, () => Promise.reject(new Error('x'))).catch(() => undefined)
  tracer.end({ name: 'POST /x', kind: 'server' }, false)
  await tracer.flush()
}

describe('traces', () => {
  it('reach a collector in one request of OTLP over HTTP, below what the caller began', async () => {
    const parent = 'b7ad6b7169203331'
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    await trace(
      { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=abc=' },
      `00-${traceId}-${parent}-01`,
    )
    expect(received).toHaveLength(1)
    const [{ path, key, body } = { path: '', key: '', body: { resourceSpans: [] } }] = received
    expect([path, key]).toEqual(['/v1/traces', 'abc='])
    const [resource] = body.resourceSpans
    expect(resource?.resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'samokoder' } })
    const spans = resource?.scopeSpans.flatMap((scope) => scope.spans) ?? []
    const server = spans.find(({ name }) => name === 'POST /x')
    expect(server).toMatchObject({ traceId, parentSpanId: parent, kind: 2 })
    expect(spans.find(({ name }) => name === 'chat m')).toMatchObject({
      traceId,
      parentSpanId: server?.spanId,
      kind: 3,
      status: { code: 2 },
    })
    expect(spans).toHaveLength(3)
  })

  it('are not sent when nobody asked for them: no endpoint, or a caller that does not keep its trace', async () => {
    await trace({})
    await trace({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00')
    expect(received).toEqual([])
  })

  it('are lost without a word when the collector is away', async () => {
    await expect(trace({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).resolves.toBeUndefined()
  })
})

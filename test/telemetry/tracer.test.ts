import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTracer, traceOf } from '../../src/telemetry/tracer.ts'
import { startCollector, type Collector, type ReceivedSpan } from '../support/collector.ts'
import { configWith } from '../support/telemetry-config.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'

let collector: Collector
beforeAll(async () => void (collector = await startCollector()))
beforeEach(() => {
  collector.spans.length = 0
  collector.calls.length = 0
})
afterAll(() => collector.close())

type Work = { overrides?: Record<string, string>; traceparent?: string; fails?: boolean; slowMs?: number }

/** What a collector has of a request with a step, in which a model is asked. */
async function trace({ overrides = {}, traceparent, fails = false, slowMs }: Work): Promise<ReceivedSpan[]> {
  const config = configWith({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...overrides })
  const tracer = createTracer(config, traceOf(config, traceparent))
  await tracer.span({ name: 'step plan', kind: 'internal', attributes: { model: 'm' } }, async () => {
    const call = tracer.begin({ name: 'chat m', kind: 'client' })
    tracer.begin({ name: 'POST /chat', kind: 'client', below: call.context }).end({ failed: fails })
    call.end({ failed: fails, attributes: { tokens: 7, share: 0.5, reasons: ['stop'] } })
    return Promise.resolve()
  })
  const links = [{ traceId: TRACE, spanId: PARENT }]
  tracer.end({ name: 'POST /x', kind: 'server', links, ...(slowMs === undefined ? {} : { slowMs }) }, false)
  await tracer.flush()
  return collector.spans.splice(0)
}

describe('a trace', () => {
  it('reaches the collector in one call, below what the caller began, each span below the work it is a part of', async () => {
    const spans = await trace({
      overrides: { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=abc=,authorization=Basic%20YQ%3D%3D' },
      traceparent: `00-${TRACE}-${PARENT}-01`,
    })
    expect(collector.calls).toMatchObject([
      { path: '/v1/traces', headers: { 'x-key': 'abc=', authorization: 'Basic YQ==' } },
    ])
    const named = (name: string) => spans.find((span) => span.name === name)
    const [server, step, call, attempt] = ['POST /x', 'step plan', 'chat m', 'POST /chat'].map(named)
    expect(server).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, kind: 2, status: {} })
    expect(server?.links).toEqual([{ traceId: TRACE, spanId: PARENT }])
    expect(step).toMatchObject({ traceId: TRACE, parentSpanId: server?.spanId, kind: 1, attributes: { model: 'm' } })
    expect(call).toMatchObject({ parentSpanId: step?.spanId, kind: 3 })
    expect(call?.attributes).toEqual({ tokens: 7, share: 0.5, reasons: ['stop'] })
    expect(attempt).toMatchObject({ parentSpanId: call?.spanId })
    expect(spans).toHaveLength(4)
  })

  it('says which service and which process it is of', async () => {
    const [span] = await trace({
      overrides: {
        OTEL_SERVICE_NAME: 'builder',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging,note=a%2Cb,service.name=overruled',
      },
    })
    expect(span?.resource).toEqual({
      'service.name': 'builder',
      'service.version': expect.any(String),
      'service.instance.id': expect.any(String),
      'deployment.environment.name': 'staging',
      note: 'a,b',
    })
  })

  it('loses secrets that came into an attribute', async () => {
    const config = configWith({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
    const tracer = createTracer(config, traceOf(config, undefined))
    const attributes = { 'http.request.method': 'the-secret-key', detail: { note: 'Bearer abcdefgh' }, password: 'x' }
    tracer.end({ name: 'x', kind: 'server', attributes }, false)
    await tracer.flush()
    expect(collector.spans[0]?.attributes).toEqual({
      'http.request.method': '[redacted]',
      detail: { note: 'Bearer [redacted]' },
      password: '[redacted]',
    })
  })

  it('is not sent without an endpoint, when the exporter is off, or when its caller does not keep it', async () => {
    expect(await trace({ overrides: { OTEL_EXPORTER_OTLP_ENDPOINT: '' } })).toEqual([])
    expect(await trace({ overrides: { OTEL_TRACES_EXPORTER: 'none' }, fails: true })).toEqual([])
    expect(await trace({ traceparent: `00-${TRACE}-${PARENT}-00` })).toEqual([])
    expect(collector.calls).toEqual([])
  })

  it('is sent whole though it is not sampled, when a part of it failed or took long, but for always_off', async () => {
    const overrides = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }
    expect(await trace({ overrides })).toEqual([])
    const failed = await trace({ overrides, fails: true })
    expect(failed.map(({ name }) => name).toSorted()).toEqual(['POST /chat', 'POST /x', 'chat m', 'step plan'])
    expect(failed.find(({ name }) => name === 'chat m')?.status).toEqual({ code: 2 })
    expect(await trace({ overrides, slowMs: 0 })).toHaveLength(4)
    expect(await trace({ traceparent: `00-${TRACE}-${PARENT}-00`, fails: true })).toHaveLength(4)
    expect(await trace({ overrides: { OTEL_TRACES_SAMPLER: 'always_off' }, fails: true, slowMs: 0 })).toEqual([])
  })

  it('is no error when the collector is away', async () => {
    const config = configWith({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })
    const tracer = createTracer(config, traceOf(config, undefined))
    tracer.end({ name: 'x', kind: 'server' }, true)
    await expect(tracer.flush()).resolves.toBeUndefined()
  })
})

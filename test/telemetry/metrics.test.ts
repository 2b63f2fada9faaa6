import { describe, expect, it } from 'vitest'
import { expositionFor, renderMetrics, type Sums } from '../../src/telemetry/exposition.ts'
import { createMeter, type Exemplar } from '../../src/telemetry/metrics.ts'
import { NO_PROMTOOL, runPromtool } from '../support/promtool.ts'

/** What several meters leave, added up as Redis does it. */
function sum(...meters: ReturnType<typeof createMeter>[]): Sums {
  const values = new Map<string, number>()
  const exemplars = new Map<string, Exemplar>()
  for (const { field, by, exemplar } of meters.flatMap((meter) => meter.take())) {
    values.set(field, (values.get(field) ?? 0) + by)
    if (exemplar !== undefined) exemplars.set(field, exemplar)
  }
  return { values, exemplars }
}

const HOSTILE = ['a"} 1\nforged{b="', '\\', '\\"', '\u0000\u001b[2J', '\u2028', '\ud800', 'ключ', '', ',le="5"', '}']

describe('figures', () => {
  it.skipIf(NO_PROMTOOL !== '')(`are valid Prometheus text whatever a label holds${NO_PROMTOOL}`, () => {
    const meter = createMeter()
    for (const model of HOSTILE) {
      meter.count('samokoder_ai_calls_total', { model, outcome: 'whole' })
      meter.observe('samokoder_http_request_duration_seconds', { method: 'GET', route: model, status: '200' }, 0.2)
    }
    const text = renderMetrics(sum(meter), 'text')
    expect(runPromtool(['check', 'metrics'], text)).toEqual({ status: 0, said: '' })
    expect(text.split('\n').filter((line) => line.startsWith('samokoder_ai_calls_total{'))).toHaveLength(HOSTILE.length)
    expect(text).not.toMatch(/^forged/m)
  })

  it('never fall, and what is no number costs nothing else', () => {
    const meter = createMeter()
    for (const by of [5, -3, Number.NaN, Number.POSITIVE_INFINITY])
      meter.count('samokoder_ai_cost_usd_total', { model: 'm' }, by)
    expect(meter.take()).toEqual([{ field: 'samokoder_ai_cost_usd_total{model="m"}', by: 5 }])
  })

  it('are histograms whose buckets grow to the count, over all processes', () => {
    const meters = [createMeter(), createMeter()]
    const labels = { method: 'GET', route: '/a', status: '200' }
    for (const [index, seconds] of [0, 0.005, 0.0051, 0.3, 9, 10, 11, 1e9].entries()) {
      meters[index % 2]?.observe('samokoder_http_request_duration_seconds', labels, seconds)
    }
    const text = renderMetrics(sum(...meters), 'text')
    const buckets = [...text.matchAll(/_seconds_bucket\{.*route="\/a",status="200",le="([^"]+)"\} (\d+)/g)]
    expect(buckets.map(([, le, count]) => `${le}: ${count}`)).toEqual([
      '0.005: 2',
      '0.025: 3',
      '0.1: 3',
      '0.25: 3',
      '1: 4',
      '2.5: 4',
      '10: 6',
      '+Inf: 8',
    ])
    expect(text).toMatch(/_seconds_count\{method="GET",route="\/a",status="200"\} 8$/m)
  })

  it('link the last latency of each bucket to its trace, for scrapers that take OpenMetrics', () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    const labels = { method: 'GET', route: '/a', status: '200' }
    const meters = [createMeter(traceId), createMeter()]
    for (const meter of meters) {
      for (const seconds of [0.01, 0.02, 3]) meter.observe('samokoder_http_request_duration_seconds', labels, seconds)
      meter.count('samokoder_http_requests_total', labels)
    }
    const sums = sum(...meters)
    const text = renderMetrics(sums, 'openmetrics')
    const buckets = text.split('\n').filter((line) => line.startsWith('samokoder_http_request_duration_seconds_bucket'))
    const linked = buckets.filter((line) => line.includes(' # '))
    expect(linked).toHaveLength(2)
    expect(linked[0]).toMatch(new RegExp(`le="0.025"\\} 4 # \\{trace_id="${traceId}"\\} 0.02 \\d+(\\.\\d+)?$`))
    expect(linked[1]).toMatch(new RegExp(`le="10"\\} 6 # \\{trace_id="${traceId}"\\} 3 \\d+(\\.\\d+)?$`))
    expect(text).toContain('# TYPE samokoder_http_requests counter\nsamokoder_http_requests_total{')
    expect(renderMetrics(sums, 'text')).not.toContain(' # ')
  })

  it.each([
    [undefined, 'text'],
    ['*/*', 'text'],
    ['text/plain;version=0.0.4', 'text'],
    ['application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1', 'openmetrics'],
  ] as const)('are in the format that a scraper names first: %s', (accept, format) => {
    expect(expositionFor(accept)).toBe(format)
  })
})

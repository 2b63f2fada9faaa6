import { describe, expect, it } from 'vitest'
import { createMeter, renderMetrics } from '../../src/telemetry/metrics.ts'
import { NO_PROMTOOL, runPromtool } from '../support/promtool.ts'

/** What several meters leave, added up as Redis does it. */
function sum(...meters: ReturnType<typeof createMeter>[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { field, by } of meters.flatMap((meter) => meter.take())) sums.set(field, (sums.get(field) ?? 0) + by)
  return sums
}

const HOSTILE = ['a"} 1\nforged{b="', '\\', '\\"', '\u0000\u001b[2J', '\u2028', '\ud800', 'ключ', '', ',le="5"', '}']

describe('figures', () => {
  it.skipIf(NO_PROMTOOL !== '')(`are valid Prometheus text whatever a label holds${NO_PROMTOOL}`, () => {
    const meter = createMeter()
    for (const model of HOSTILE) {
      meter.count('samokoder_ai_calls_total', { model, outcome: 'whole' })
      meter.observe('samokoder_http_request_duration_seconds', { method: 'GET', route: model, status: '200' }, 0.2)
    }
    const text = renderMetrics(sum(meter))
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
    const text = renderMetrics(sum(...meters))
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
})

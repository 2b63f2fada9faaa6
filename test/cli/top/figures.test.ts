import { describe, expect, it } from 'vitest'
import { modelFigures, routeFigures, sumsSince } from '../../../src/cli/top/figures.ts'
import { createMeter, type Meter } from '../../../src/telemetry/metrics.ts'

/** The sums that Redis would have after what the meter was told. */
function sumsOf(tell: (meter: Meter) => void): Map<string, number> {
  const meter = createMeter()
  tell(meter)
  return new Map(meter.take().map(({ field, by }) => [field, by]))
}

const time = (meter: Meter, route: string, status: string, seconds: number) =>
  meter.observe('samokoder_http_request_duration_seconds', { method: 'GET', route, status }, seconds)

describe('the figures of routes', () => {
  it('tell the slowest first, over all their statuses', () => {
    const sums = sumsOf((meter) => {
      for (let i = 0; i < 19; i++) time(meter, '/fast', '200', 0.01)
      time(meter, '/fast', '500', 0.02)
      time(meter, '/slow', '200', 2)
      time(meter, '/slow', '200', 30)
    })
    expect(routeFigures(sums)).toEqual([
      { method: 'GET', route: '/slow', requests: 2, errors: 0, mean_seconds: 16, p95_within_seconds: null },
      {
        method: 'GET',
        route: '/fast',
        requests: 20,
        errors: 1,
        mean_seconds: expect.closeTo(0.0105, 6),
        p95_within_seconds: 0.025,
      },
    ])
  })

  it('tell of the time between two looks, and of all when the counting began anew', () => {
    const earlier = sumsOf((meter) => {
      for (let i = 0; i < 5; i++) time(meter, '/x', '200', 0.01)
    })
    const later = sumsOf((meter) => {
      for (let i = 0; i < 7; i++) time(meter, '/x', '200', 0.01)
    })
    expect(routeFigures(sumsSince(earlier, later))).toMatchObject([{ route: '/x', requests: 2 }])
    expect(routeFigures(sumsSince(later, later))).toEqual([])
    expect(routeFigures(sumsSince(later, earlier))).toMatchObject([{ route: '/x', requests: 5 }])
    expect(routeFigures(sumsSince(undefined, later))).toMatchObject([{ route: '/x', requests: 7 }])
  })
})

describe('the figures of models', () => {
  it('tell those first that fail most, of what their callers did not break off', () => {
    const sums = sumsOf((meter) => {
      const count = (model: string, outcome: string, by: number) =>
        meter.count('samokoder_ai_calls_total', { model, outcome }, by)
      count('good "one"', 'whole', 8)
      count('good "one"', 'broken_off', 2)
      count('bad', 'whole', 1)
      count('bad', 'provider_unavailable', 3)
    })
    expect(modelFigures(sums)).toEqual([
      { model: 'bad', calls: 4, failed: 3, by_outcome: { whole: 1, provider_unavailable: 3 } },
      { model: 'good "one"', calls: 10, failed: 0, by_outcome: { whole: 8, broken_off: 2 } },
    ])
  })
})

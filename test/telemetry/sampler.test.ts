import { describe, expect, it } from 'vitest'
import { isSampled } from '../../src/telemetry/sampler.ts'
import { configWith } from '../support/telemetry-config.ts'

const LOW = `${'f'.repeat(20)}${'0'.repeat(12)}`
const HIGH = `${'0'.repeat(20)}${'f'.repeat(12)}`

function decide(sampler: string, share: string, traceId: string, decidedByCaller?: boolean): boolean {
  const config = configWith({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: share })
  return isSampled(config, traceId, decidedByCaller)
}

describe('whether a trace is kept', () => {
  it.each([
    ['always_on', [true, true, true]],
    ['always_off', [false, false, false]],
    ['parentbased_always_on', [true, true, false]],
    ['parentbased_always_off', [false, true, false]],
    ['traceidratio', [false, false, false]],
    ['parentbased_traceidratio', [false, true, false]],
  ])('goes by %s: with no caller, one that keeps it, and one that does not', (sampler, expected) => {
    expect([undefined, true, false].map((decided) => decide(sampler, '0', LOW, decided))).toEqual(expected)
  })

  it('is decided by the id alone, so that every process decides alike', () => {
    const shares = ['0', '0.001', '0.999', '1']
    expect(shares.map((share) => decide('traceidratio', share, LOW))).toEqual([false, true, true, true])
    expect(shares.map((share) => decide('traceidratio', share, HIGH))).toEqual([false, false, false, true])
  })

  it('comes to the share that was asked for', () => {
    const ids = Array.from({ length: 4000 }, () => crypto.randomUUID().replaceAll('-', ''))
    const kept = ids.filter((id) => decide('traceidratio', '.25', id)).length
    // Twelve standard deviations.
    expect(kept).toBeGreaterThan(670)
    expect(kept).toBeLessThan(1330)
  })
})

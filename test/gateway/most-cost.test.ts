import { expect, inject, it } from 'vitest'
import { parseConfig } from '../../src/app.ts'
import { mostCostOf } from '../../src/gateway/most-cost.ts'

it.each(['messages', 'tools', 'input', 'functions', 'response_format'])(
  'the most that a call can cost counts what a model reads of its %s',
  (field) => {
    const config = parseConfig({ ...inject('environment'), AI_PRICES: 'm=1/1', AI_MODEL_LIMITS: 'm=1000000/1000' })
    const most = (chars: number) => mostCostOf(config, ['m'], { max_tokens: 1, [field]: ['x'.repeat(chars)] }) ?? 0
    // Of a prompt this long, each character counts as a token, at a dollar for a million.
    expect(most(500_000) - most(300_000)).toBeCloseTo(0.2, 6)
  },
)

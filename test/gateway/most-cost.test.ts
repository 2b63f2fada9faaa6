import { expect, inject, it } from 'vitest'
import { parseConfig } from '../../src/app.ts'
import { mostCostOf } from '../../src/gateway/most-cost.ts'

const PRICED = { AI_PRICES: 'm=1/1', AI_MODEL_LIMITS: 'm=1000000/1000' }

it.each(['messages', 'tools', 'input', 'functions', 'response_format'])(
  'the most that a call can cost counts what a model reads of its %s',
  (field) => {
    const config = parseConfig({ ...inject('environment'), ...PRICED })
    const most = (chars: number) => mostCostOf(config, ['m'], { max_tokens: 1, [field]: ['x'.repeat(chars)] }) ?? 0
    // Of a prompt this long, each character counts as a token, at a dollar for a million.
    expect(most(500_000) - most(300_000)).toBeCloseTo(0.2, 6)
  },
)

it('an image counts the same in the most that a call can cost, whether it is short, long or named by its URL', () => {
  const config = parseConfig({ ...inject('environment'), ...PRICED })
  const most = (...urls: string[]) => {
    const images = urls.map((url) => ({ type: 'image_url', image_url: { url } }))
    const content = [{ type: 'text', text: 'What is it?' }, ...images]
    return mostCostOf(config, ['m'], { max_tokens: 1, messages: [{ role: 'user', content }] }) ?? 0
  }
  const short = most('https://example.com/a.png')
  expect(most(`data:image/png;base64,${'A'.repeat(600_000)}`)).toBe(short)
  // At a dollar for a million tokens.
  expect(short - most()).toBeCloseTo(0.0011, 6)
  expect(most('x', 'y') - short).toBeCloseTo(0.0011, 6)
})

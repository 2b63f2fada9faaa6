import { describe, expect, it } from 'vitest'
import { openEstimate } from '../../src/gateway/estimate.ts'
import { writtenIn } from '../../src/gateway/chunk.ts'

function estimateUsage(body: Record<string, unknown>, written: readonly string[]) {
  const estimate = openEstimate(body)
  for (const text of written) estimate.write(text)
  return estimate.usage()
}

describe('an estimate', () => {
  it('may be asked for again while the answer grows', () => {
    const estimate = openEstimate({ messages: [{ role: 'user', content: 'Hi' }] })
    const before = estimate.usage()
    estimate.write('word '.repeat(1000))
    const after = estimate.usage()
    expect(before.completion_tokens).toBe(0)
    expect(after).toEqual({ ...before, completion_tokens: estimateUsage({}, ['word '.repeat(1000)]).completion_tokens })
    expect(estimate.usage()).toEqual(after)
  })

  it('counts thoughts, calls of tools and every choice of an answer', () => {
    const choices = [
      { delta: { content: 'one', reasoning_content: 'two' } },
      { delta: { content: [{ type: 'text', text: 'three' }], refusal: 'four' } },
      { message: { reasoning: 'five', tool_calls: [{ function: { name: 'six', arguments: '{"seven":8}' } }, null] } },
    ]
    expect(writtenIn({ choices })).toBe('onetwothreefourfivesix{"seven":8}')
    const texts = ['many words of an answer', ' and some more']
    expect(estimateUsage({}, texts).completion_tokens).toBe(estimateUsage({}, [texts.join('')]).completion_tokens)
  })

  it('takes an image for what one costs, and not for its characters', () => {
    const url = `data:image/png;base64,${'A'.repeat(600_000)}`
    const content = [
      { type: 'image_url', image_url: { url } },
      { type: 'text', text: 'What is it?' },
    ]
    const { prompt_tokens } = estimateUsage({ messages: [{ role: 'user', content }] }, [])
    expect(prompt_tokens).toBeGreaterThan(1000)
    expect(prompt_tokens).toBeLessThan(1300)
  })

  it('counts what tools and inputs say, of any depth, and has an end', () => {
    let nested: unknown = 'x'
    for (let depth = 0; depth < 200_000; depth += 1) nested = [nested]
    expect(estimateUsage({ messages: nested }, []).prompt_tokens).toBe(2)
    const one = estimateUsage({ input: 'word '.repeat(100_000) }, []).prompt_tokens
    const forty = estimateUsage({ input: 'word '.repeat(4_000_000) }, []).prompt_tokens
    expect(forty / one).toBeCloseTo(40, 0)
  })
})

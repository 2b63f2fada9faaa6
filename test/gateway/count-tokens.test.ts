import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { countTokens } from '../../src/gateway/count-tokens.ts'

/** Texts with what real tokenizers make of them: see the head of count-tokens.ts for which is which. */
type Sample = { name: string; text: string; counts: Record<string, number> }
const samples = JSON.parse(readFileSync(new URL('token-counts.json', import.meta.url), 'utf8')) as Sample[]
const tokenizers = Object.keys(samples[0]?.counts ?? {})

test.each(samples)('$name: never fewer tokens than any tokenizer makes of it', ({ text, counts }) => {
  expect(countTokens(text)).toBeGreaterThanOrEqual(Math.max(...Object.values(counts)))
})

test.each(tokenizers)('all in all the count is less than twice that of %s in code, and in Russian', (tokenizer) => {
  const common = samples.filter(({ name }) => /Script|CSS|HTML|SQL|Python|Go|Vue|Markdown|Russian/.test(name))
  const counted = common.reduce((sum, { text }) => sum + countTokens(text), 0)
  const real = common.reduce((sum, { counts }) => sum + (counts[tokenizer] ?? Number.NaN), 0)
  expect(counted / real).toBeLessThan(2)
})

test('the parts of a text count together what the whole does, give or take a word', () => {
  for (const { text } of samples) {
    const middle = Math.floor(text.length / 2)
    const parts = countTokens(text.slice(0, middle)) + countTokens(text.slice(middle))
    expect(Math.abs(parts - countTokens(text))).toBeLessThan(6)
  }
})

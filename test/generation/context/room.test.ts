import { expect, test } from 'vitest'
import { factsOf } from '../../../src/gateway/model-facts.ts'
import { promptRoom, requireRoom } from '../../../src/generation/context/room.ts'
import { createProjectReader } from '../../../src/generation/context/project-map.ts'
import { createWork } from '../../../src/work.ts'

const config = { AI_MODEL_LIMITS: {}, AI_FALLBACK_MODELS: [] as string[], AI_MAX_OUTPUT_TOKENS: undefined }

test.each([
  ['gpt-4o-mini', 128_000],
  ['openai/gpt-4.1-nano', 1_047_576],
  ['claude-3-5-haiku-latest', 200_000],
  ['anthropic/claude-sonnet-4.5', 200_000],
  ['GPT-4', 8192],
  ['my-own-model', 32_768],
])('the window of %s is known, or taken for a small one', (model, window) => {
  expect(factsOf(config, model).windowTokens).toBe(window)
})

test('a deployment says what its own models take', () => {
  const told = { AI_MODEL_LIMITS: { 'gpt-4o': { windowTokens: 9000, outputTokens: 1000 } } }
  expect(factsOf(told, 'gpt-4o').windowTokens).toBe(9000)
})

test('a prompt leaves room for its answer, whichever model is asked in the end', () => {
  expect(promptRoom(config, 'gpt-4o')).toBe(128_000 - 16_384)
  expect(promptRoom({ ...config, AI_MAX_OUTPUT_TOKENS: 1000 }, 'gpt-4o')).toBe(127_000)
  expect(promptRoom({ ...config, AI_FALLBACK_MODELS: ['my-own-model'] }, 'gpt-4o')).toBe(32_768 - 8192)
})

test('what does not fit is refused with a code of its own', () => {
  const message = (words: number) => [{ role: 'user' as const, content: 'word '.repeat(words) }]
  expect(() => requireRoom(config, 'gpt-4', message(1000))).not.toThrow()
  expect(() => requireRoom(config, 'gpt-4', message(8000))).toThrow(
    expect.objectContaining({ code: 'context_overflow' }),
  )
})

test('a project of ten megabytes is read in slices, and what has not changed is not read again', async () => {
  const contents = new Map(Array.from({ length: 10 }, (_, index) => [`f${index}.ts`, 'const a = 1\n'.repeat(80_000)]))
  let pauses = 0
  const work = createWork({ now: () => 0 })
  const read = createProjectReader({
    ...work,
    spend: (units) => work.spend(units),
    pause: async () => void (pauses += 1),
  })
  await read(contents, contents)
  expect(pauses).toBeGreaterThan(20)
  const spent = work.spent
  contents.set('f3.ts', 'changed')
  await read(contents, contents)
  expect(work.spent - spent).toBeLessThan(100)
})

import { expect, test } from 'vitest'
import { countMessages, promptRoom } from '../../../src/generation/context/room.ts'
import { createWriteContext } from '../../../src/generation/context/write-context.ts'
import { contentsOf, makeProject, nameOf } from '../../support/sample-project.ts'

const limits = (window: number) => ({
  AI_MODEL_LIMITS: { m: { windowTokens: window, outputTokens: 32_000 } },
  AI_FALLBACK_MODELS: [],
  AI_MAX_OUTPUT_TOKENS: undefined,
  RUN_FILES_PER_CALL: 6,
})

/** Asks for the files from `from` on, when those before it are written. */
function prepare(count: number, sizeChars: number, window = 128_000) {
  const project = makeProject(count, sizeChars)
  const plan = { title: 'Shop', summary: 'A shop.', files: project.map(({ path, purpose }) => ({ path, purpose })) }
  const context = createWriteContext({ config: limits(window), model: 'm', prompt: 'A shop', plan })
  const ask = async (from: number) => {
    const contents = contentsOf(project.slice(0, from))
    const paths = project.slice(from, from + 6).map(({ path }) => path)
    const { messages, shown } = await context.ask(paths, { contents, touched: new Set(contents.keys()) })
    return { messages, text: messages[1]?.content ?? '', shown, paths }
  }
  return { project, ask }
}

test('while little is written, the next call sees all of it', async () => {
  const { project, ask } = prepare(12, 1500)
  const { text } = await ask(6)
  for (const { text: written } of project.slice(0, 6)) expect(text).toContain(written)
})

test('once more is written, a call sees whole what the next files use, and of the rest what it exports', async () => {
  const { project, ask } = prepare(60, 3000)
  const { shown, text } = await ask(40)
  expect(shown.whole).toEqual(expect.arrayContaining(['src/shared/types.ts', project[39]?.path, project[30]?.path]))
  expect(shown.whole.length).toBeLessThan(20)
  expect(text).toContain(`: ${nameOf(project[5]?.path ?? '')}`)
})

test('a long plan is told by its paths, and the next files by their purposes', async () => {
  const { project, ask } = prepare(500, 1000)
  const { text, paths } = await ask(60)
  expect(text).toContain(`Write these files: ${paths.join(', ')}`)
  for (const { path, purpose } of project.slice(60, 66)) expect(text).toContain(`- ${path}: ${purpose}`)
  expect(text).not.toContain(project[200]?.purpose)
  const folder = /^- src\/billing\/: (.*)$/m.exec(text)?.[1]
  expect(folder).toContain('list7.ts')
})

test('every call begins as the one before it, up to what is written', async () => {
  const { ask } = prepare(60, 3000)
  const [one, other] = [await ask(12), await ask(40)]
  expect(one.messages[0]).toEqual(other.messages[0])
  const planEnd = one.text.indexOf('</plan>')
  expect(planEnd).toBeGreaterThan(0)
  expect(other.text.slice(0, planEnd)).toBe(one.text.slice(0, planEnd))
})

test.each([8000, 16_000, 32_000, 128_000])('500 files of 10 kB fit a window of %i, call by call', async (window) => {
  const { ask } = prepare(500, 10_000, window)
  for (const from of [0, 6, 120, 300, 494]) {
    const { messages } = await ask(from)
    expect(countMessages(messages)).toBeLessThanOrEqual(promptRoom(limits(window), 'm'))
  }
})

test('a thousand files of a line each fit a window of 32,000, call by call: the tags around them count too', async () => {
  const { ask } = prepare(1000, 20, 32_000)
  for (let from = 0; from < 1000; from += 50) {
    const { messages } = await ask(from)
    expect(countMessages(messages)).toBeLessThanOrEqual(promptRoom(limits(32_000), 'm'))
  }
})

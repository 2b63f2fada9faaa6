import { expect, test } from 'vitest'
import { openEditConversation, type Render } from '../../../src/generation/context/edit-conversation.ts'
import { renderInstructions } from '../../../src/generation/context/instructions.ts'
import { countMessages, promptRoom } from '../../../src/generation/context/room.ts'
import { editMessages } from '../../../src/generation/prompts.ts'
import { contentsOf, entriesOf, makeProject } from '../../support/sample-project.ts'

const limits = (window = 128_000) => ({
  AI_MODEL_LIMITS: { m: { windowTokens: window, outputTokens: 16_000 } },
  AI_FALLBACK_MODELS: [],
  AI_MAX_OUTPUT_TOKENS: undefined,
})

function open(
  contents: ReadonlyMap<string, string>,
  prompt: string,
  { window = 128_000, recent = [] as string[] } = {},
) {
  const instructions = renderInstructions('', contents, promptRoom(limits(window), 'm'))
  const render: Render = (shown) => editMessages({ prompt, ...shown })
  const request = {
    config: limits(window),
    model: 'm',
    prompt,
    instructions,
    readRecent: async () => new Set(recent),
    render,
  }
  return openEditConversation(request, { files: entriesOf(contents), contents })
}

const large = contentsOf(makeProject(500, 10_000))
const wholeOf = async (prompt: string, recent: string[] = []) =>
  (await open(large, prompt, { recent })).shown[0]?.whole ?? []

test('a small project is sent whole, with no list beside it', async () => {
  const small = contentsOf(makeProject(5, 1000))
  const { messages, shown } = await open(small, 'Make it blue')
  expect(shown[0]?.whole).toEqual([...small.keys()].toSorted())
  for (const text of small.values()) expect(messages()[1]?.content).toContain(text)
  expect(messages()[1]?.content).not.toContain('<read')
})

test('of a large project, the files that the request names are sent whole, and what they import', async () => {
  const whole = await wholeOf('Fix the total in src/billing/list3.ts and in reports/detail.ts')
  expect(whole).toContain('src/billing/list3.ts')
  expect(whole).toContain('src/shared/types.ts')
  expect(await wholeOf('Fix src/reports/detail.ts')).toContain('src/reports/detail.ts')
})

test('a name that is written as in code finds its file', async () => {
  const contents = new Map([...large, ['src/ui/UserCard.tsx', 'export function UserCard() {}\n']])
  const { shown } = await open(contents, 'Show the e-mail address in UserCard')
  expect(shown[0]?.whole).toContain('src/ui/UserCard.tsx')
})

test.each([
  ['the discount for members', 'const label = "Discount for members"\n'],
  ['измени скидки для участников', 'const label = "Скидка для участника"\n'],
])('words of the request find the file that has them: %s', async (prompt, text) => {
  const contents = new Map([...large, ['src/zz/texts.ts', text]])
  const { shown } = await open(contents, prompt)
  expect(shown[0]?.whole).toContain('src/zz/texts.ts')
})

test('files that the last version changed come before others', async () => {
  const recent = 'src/support/view3.ts'
  expect(await wholeOf('Nothing of this is there', [recent])).toContain(recent)
})

test('all files that are not sent are listed, with a way to ask for them', async () => {
  const contents = contentsOf(makeProject(60, 10_000))
  const { messages, shown } = await open(contents, 'Fix src/billing/list.ts')
  const text = messages()[1]?.content ?? ''
  for (const path of contents.keys()) expect(text).toContain(path)
  expect(text).toContain('searchForm')
  expect(text).toContain('<read path="folder/name.ext"/>')
  expect((shown[0]?.listed ?? 0) + (shown[0]?.whole.length ?? 0)).toBe(60)
})

test.each([8000, 16_000, 32_000, 128_000])('the prompt of a large project fits a window of %i', async (window) => {
  for (const prompt of ['Fix src/billing/list.ts', 'Make everything blue', 'types '.repeat(300)]) {
    const { messages } = await open(large, prompt, { window })
    expect(countMessages(messages())).toBeLessThanOrEqual(promptRoom(limits(window), 'm'))
  }
})

test('two requests on one project begin with the same text, up to the files that were chosen', async () => {
  const [one, other] = await Promise.all(
    ['Fix src/billing/list.ts', 'Fix src/search/form.ts'].map((it) => open(large, it)),
  )
  const [first = '', second = ''] = [one, other].map((it) => it?.messages()[1]?.content)
  const shared = [...first].findIndex((character, index) => character !== second[index])
  expect(one?.messages()[0]).toEqual(other?.messages()[0])
  expect(shared).toBeGreaterThan(first.indexOf('Some of them as they stand:'))
})

test('what the model asks for is given as it stands, once, and the rest is told', async () => {
  const contents = new Map([...large, ['huge.ts', 'let a = 1 + 2\n'.repeat(40_000)]])
  const conversation = await open(contents, 'Fix src/billing/list.ts')
  for (const path of ['src/search/form.ts', './src/search/view.ts', 'none.ts', 'huge.ts']) conversation.want(path)
  expect(await conversation.goOn()).toBe(true)
  const [, , asked, given] = conversation.messages()
  expect(asked?.content).toContain('<read path="src/search/view.ts"/>')
  expect(given?.content).toContain(large.get('src/search/form.ts'))
  expect(given?.content).toContain('There is no text file: none.ts')
  expect(given?.content).toContain('There is no room for: huge.ts')
  expect(conversation.shown[1]?.whole).toEqual(['src/search/form.ts', 'src/search/view.ts'])
  expect(await conversation.goOn()).toBe(false)
})

/** Asks for files until no more are given. */
async function askForAll(window: number, filesPerRound: number) {
  const conversation = await open(large, 'Fix src/billing/list.ts', { window })
  const paths = [...large.keys()]
  let rounds = -1
  do {
    for (const path of paths.splice(0, filesPerRound)) conversation.want(path)
    rounds += 1
  } while (await conversation.goOn())
  return { rounds, messages: conversation.messages() }
}

test.each([1, 30])('asking for %i files at a time has an end, which the model is told', async (filesPerRound) => {
  const { rounds, messages } = await askForAll(128_000, filesPerRound)
  expect(rounds).toBeLessThanOrEqual(3)
  expect(messages.at(-1)?.content).toContain('No more can be read.')
  expect(countMessages(messages)).toBeLessThan(70_000)
})

test.each([8000, 24_000])('what a model asks for never leaves its window of %i', async (window) => {
  const { messages } = await askForAll(window, 30)
  expect(countMessages(messages)).toBeLessThanOrEqual(promptRoom(limits(window), 'm'))
})

test('what the project asks in AGENTS.md is sent with every change, bounded', async () => {
  const contents = new Map([
    ...large,
    ['AGENTS.md', '# Rules\n\nUse tabs.\n'],
    ['src/AGENTS.md', 'More. '.repeat(20_000)],
  ])
  const { messages } = await open(contents, 'Make it blue')
  expect(messages()[0]?.content).toMatch(/AGENTS\.md:\n# Rules\n\nUse tabs\.[^]*\(The rest is left out\.\)$/)
  expect(countMessages(messages().slice(0, 1))).toBeLessThan(5500)
})

test.each([100, 250, 400, 1000])('%i files of a line each fit a window of 32,000', async (count) => {
  const { messages } = await open(contentsOf(makeProject(count, 20)), 'Make it blue', { window: 32_000 })
  expect(countMessages(messages())).toBeLessThanOrEqual(promptRoom(limits(32_000), 'm'))
})

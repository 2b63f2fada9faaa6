import { expect, test } from 'vitest'
import { loadCatalogue } from '../../../local/offline-model/catalogue.ts'
import { renderApp } from '../../../local/offline-model/render.ts'
import { applyEdits } from '../../../src/generation/edits/apply-edits.ts'
import { askOffline, messagesToEdit, openEdit } from '../../support/offline-chat.ts'

const catalogue = await loadCatalogue()
const todo = catalogue.apps.find(({ id }) => id === 'todo') ?? catalogue.generic
const project = renderApp(todo, { language: 'en', title: 'Todo list', request: 'todo' })

/** Asks for a change and carries it out as the pipeline does: every search text must be found exactly once. */
async function change(request: string, files: ReadonlyMap<string, string> = project) {
  const { prose, edits, problems } = askOffline(catalogue, await messagesToEdit(request, files))
  expect(problems).toEqual([])
  const changed = new Map(files)
  for (const edit of edits) {
    const result = await applyEdits(changed.get(edit.path) ?? '', edit.edits)
    if (!result.ok) throw new Error(`${edit.path}: ${JSON.stringify(result.failures)}`)
    changed.set(edit.path, result.content)
  }
  return { prose, files: changed, paths: edits.map(({ path }) => path) }
}

test.each([
  'rename to Groceries',
  'Please rename the app to "Groceries".',
  'change the title to Groceries',
  'переименуй в Groceries',
  'Измени название на «Groceries»',
])('“%s” changes title, heading and README', async (request) => {
  const { files } = await change(request)
  expect(files.get('index.html')).toContain('<title>Groceries</title>')
  expect(files.get('index.html')).toContain('<h1>Groceries</h1>')
  expect(files.get('README.md')).toMatch(/^# Groceries\n/)
})

test('a new title is escaped in the page', async () => {
  const { files } = await change('rename to <b>$1 & "co"</b>')
  expect(files.get('index.html')).toContain('<h1>&lt;b&gt;$1 &amp; &quot;co&quot;&lt;/b&gt;</h1>')
})

test.each([
  'make it green',
  'Change the accent colour to green',
  'сделай зелёным',
  'сделай его зеленым',
  'покрась в зелёный цвет',
])('“%s” changes the accent colour and nothing else', async (request) => {
  const { files, paths } = await change(request)
  expect(paths).toEqual(['base.css'])
  expect(files.get('base.css')).toContain('--accent: light-dark(#15803d, #6ee7a0);')
})

test.each(['make it dark', 'dark theme', 'Add a dark mode', 'сделай тёмную тему', 'тёмная тема'])(
  '“%s” makes the theme dark',
  async (request) => {
    expect((await change(request)).files.get('base.css')).toContain('color-scheme: dark;')
  },
)

test('several simple changes in one request are all made', async () => {
  const { files } = await change('rename to Groceries and make it red, dark theme')
  expect(files.get('index.html')).toContain('<h1>Groceries</h1>')
  expect(files.get('base.css')).toMatch(/color-scheme: dark;[^]*--accent: light-dark\(#c0262d/)
})

test('a name with “and” in it stays whole', async () => {
  expect((await change('rename to Bread and Butter')).files.get('index.html')).toContain('<h1>Bread and Butter</h1>')
})

test('what it did not do of a request is named', async () => {
  const { prose, paths } = await change('make it green, add a login page')
  expect(paths).toEqual(['base.css'])
  expect(prose).toContain('cannot do without an AI key: add a login page')
})

test.each([
  'add a green delete button',
  'make the header sticky',
  'добавь кнопку экспорта',
  'rename the function add to insert',
  '',
])('“%s” is beyond it: it changes nothing and says so', async (request) => {
  const { prose, paths } = await change(request)
  expect(paths).toEqual([])
  expect(prose).toMatch(/cannot make this change, and nothing was changed|такую правку он сделать не может/)
})

test('files of another make are changed only where the rule is sure to fit', async () => {
  const files = new Map([
    ['index.html', '<h1>A</h1>\n<h1>A</h1>\n<title>A</title>\n'],
    ['style.css', ':root {\n  --primary: #123456;\n}\n.a {\n  --primary: #123456;\n}\n'],
  ])
  expect((await change('rename to B', files)).files.get('index.html')).toBe(
    '<h1>B</h1>\n<h1>B</h1>\n<title>B</title>\n',
  )
  expect((await change('make it green', files)).files.get('style.css')).toMatch(/#15803d[^]*#15803d/)
  expect((await change('dark theme', files)).paths).toEqual([])
})

test.each([
  [60, 'make it green', 'base.css', ['base.css']],
  [600, 'rename to Groceries', 'README.md', ['README.md', 'index.html']],
])('of %i large files, to “%s”, it asks to read what its rules work on', async (count, request, wanted, changed) => {
  const filler = Array.from({ length: count }, (_, index): [string, string] => [
    `src/part${index}.js`,
    `const part${index} = '${index % 2 === 0 ? 'green' : 'plain'}'\n`.repeat(400),
  ])
  const conversation = await openEdit(request, new Map([...project, ...filler]))
  const first = askOffline(catalogue, conversation.messages())
  expect([first.edits, first.problems]).toEqual([[], []])
  expect(first.reads).toContain(wanted)
  for (const path of first.reads) conversation.want(path)
  expect(await conversation.goOn()).toBe(true)
  const second = askOffline(catalogue, conversation.messages())
  expect(second.reads).toEqual([])
  expect(second.edits.map(({ path }) => path).toSorted()).toEqual(changed)
})

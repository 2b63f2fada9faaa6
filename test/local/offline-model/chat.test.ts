import { expect, test } from 'vitest'
import { loadCatalogue } from '../../../local/offline-model/catalogue.ts'
import { renderFileBlock } from '../../../src/generation/output/format.ts'
import { planMessages } from '../../../src/generation/prompts.ts'
import { chatMessages, summaryMessages, type ChatMode } from '../../../src/generation/prompts/chat.ts'
import { askOffline } from '../../support/offline-chat.ts'

const catalogue = await loadCatalogue()
const PAGE = '<!doctype html>\n<title>Old</title>\n<h1>Old</h1>\n'

function ask(prompt: string, mode: ChatMode = 'build') {
  const files = [renderFileBlock('index.html', PAGE), renderFileBlock('css/app.css', 'p {}\n')]
  const turns = [{ role: 'user' as const, content: 'Rename to “Before”' }]
  return askOffline(catalogue, chatMessages({ mode, prompt, files, earlier: { turns } }))
}

test('a question in a chat is answered in its language with what it is and what it sees', () => {
  const { prose, edits, files } = ask('What files are there?')
  expect(prose).toContain('not an AI')
  expect(prose).toContain('css/app.css, index.html')
  expect([edits, files.size]).toEqual([[], 0])
  expect(ask('Какие тут файлы?').prose).toContain('не ИИ')
})

test('a change that it knows is made in a chat, and of the last request alone', () => {
  const { edits } = ask('Rename to “After”')
  expect(edits.map(({ path }) => path)).toEqual(['index.html'])
  expect(JSON.stringify(edits)).toContain('After')
  expect(JSON.stringify(edits)).not.toContain('Before')
})

test.each(['ask', 'plan'] as const)('nothing is changed in the mode %s', (mode) => {
  const { edits, prose } = ask('Rename to “After”', mode)
  expect(edits).toEqual([])
  expect(prose).toContain('not an AI')
})

test('what was asked before is told in short', () => {
  const turns = [
    { role: 'user' as const, content: 'A todo list\nwith filters' },
    { role: 'assistant' as const, content: 'Done.' },
    { role: 'user' as const, content: 'Make it green' },
  ]
  expect(askOffline(catalogue, summaryMessages({ turns })).prose).toContain('A todo list; Make it green')
})

test('a plan for a project with files keeps its instructions and lets the rest go', () => {
  const outline = '- AGENTS.md (0.1 kB): Rules\n- index.html (1.0 kB)\n- src/App.tsx (2.0 kB): App'
  const { plan } = askOffline(catalogue, planMessages({ prompt: 'Build a todo list', outline }))
  const gone = plan?.files.filter(({ purpose }) => purpose === 'delete').map(({ path }) => path)
  expect(gone).toEqual(['src/App.tsx'])
})

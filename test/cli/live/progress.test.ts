import { expect, test } from 'vitest'
import { createProgress } from '../../../src/cli/live/progress.ts'
import { RUN_WORDS } from '../../../src/cli/live/run-words.ts'

function showAll(events: [event: string, data: Record<string, unknown>][], isTTY = false): string {
  let shown = ''
  const write = (text: string | Uint8Array) => ((shown += String(text)), true)
  const progress = createProgress({ isTTY, write }, RUN_WORDS.en)
  for (const [event, data] of events) progress.show(event, data)
  return shown
}

const plan: [string, Record<string, unknown>] = [
  'plan.ready',
  { title: 'A title', files: [{ path: 'a.js', purpose: 'it' }] },
]

test('what the model says of itself is shown before the plan, however it is cut', () => {
  const words = ['This is the pl', 'ain starter', ', not an AI.\n\nIt does ', 'nothing.']
  const shown = showAll([...words.map((text): [string, Record<string, unknown>] => ['message.delta', { text }]), plan])
  expect(shown).toMatch(/^This is the plain starter, not an AI\.\nIt does nothing\.\n\nPlan: A title\n {2}a\.js: it\n/)
})

test('words of a model cannot move the cursor of a terminal', () => {
  const shown = showAll([['message.delta', { text: 'one\u001b[2Jtwo\rthree\n' }]])
  expect(shown).toBe('one[2Jtwothree\n')
})

test('what came of opening the page is told in words, and what went wrong there before', () => {
  const found = { code: 'page_error', path: 'app.js', message: 'x is\nnot\u001b[2J defined' }
  const shown = showAll([
    ['problem.found', found],
    ['page.opened', { state: 'opened', problem_count: 1, pressed: 3 }],
    ['page.opened', { state: 'opened', problem_count: 0, pressed: 3 }],
    ['page.opened', { state: 'not_opened', reason: 'The browser does not answer.' }],
  ])
  expect(shown).toBe(
    '  app.js: x is not [2J defined\n' +
      'Opened the page and pressed 3 of its buttons: 1 problems\n' +
      'Opened the page and pressed 3 of its buttons: no problems\n' +
      'The page was not opened: The browser does not answer.\n',
  )
})

test('why a file is not checked is told in words', () => {
  const left = ['a.py', 'b.vue'].map((path, index) => ({ path, reason: ['no_parser', 'of_tomorrow'][index] }))
  const shown = showAll([['check.completed', { files_checked: 1, files_not_checked: left, problems: [] }]])
  expect(shown).toContain('a.py: not checked. There is no parser for its kind.\n')
  expect(shown).toContain('b.vue: not checked. of_tomorrow\n')
})

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadCatalogue } from '../../local/offline-model/catalogue.ts'
import { languages } from '../../local/offline-model/language.ts'
import { type AppFolder, makeAppFolder } from '../support/catalogue.ts'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { useCalculator } from './main-jobs/calculator.ts'
import { useDashboard } from './main-jobs/dashboard.ts'
import { useExpenses } from './main-jobs/expenses.ts'
import { useGeneric } from './main-jobs/generic.ts'
import { useHabits } from './main-jobs/habits.ts'
import { useKanban } from './main-jobs/kanban.ts'
import { useLanding } from './main-jobs/landing.ts'
import type { MainJob } from './main-jobs/main-job.ts'
import { useMemory } from './main-jobs/memory.ts'
import { useNotes } from './main-jobs/notes.ts'
import { useQuiz } from './main-jobs/quiz.ts'
import { useShop } from './main-jobs/shop.ts'
import { useSnake } from './main-jobs/snake.ts'
import { useTicTacToe } from './main-jobs/tic-tac-toe.ts'
import { useTimer } from './main-jobs/timer.ts'
import { useTodo } from './main-jobs/todo.ts'

const mainJobs: Record<string, MainJob> = {
  calculator: useCalculator,
  dashboard: useDashboard,
  expenses: useExpenses,
  generic: useGeneric,
  habits: useHabits,
  kanban: useKanban,
  landing: useLanding,
  memory: useMemory,
  notes: useNotes,
  quiz: useQuiz,
  shop: useShop,
  snake: useSnake,
  'tic-tac-toe': useTicTacToe,
  timer: useTimer,
  todo: useTodo,
}

const chromiumPath = findChromium()
const catalogue = await loadCatalogue()
const apps = [...catalogue.apps, catalogue.generic]
const cases = apps.flatMap((app) => languages.map((language) => ({ id: app.id, app, language })))

/** The controls that a screen reader could not name, and whether the page sticks out at the side. */
const findShortcomings = `[...document.querySelectorAll('button, input, select, textarea')]
  .filter((control) => !(control.ariaLabel || control.labels?.length || control.textContent.trim()))
  .map((control) => 'no name: ' + control.outerHTML)
  .concat(document.documentElement.scrollWidth > innerWidth ? ['wider than the screen'] : [])`

const forbidStorage = `Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied') } })`

/** Apps whose job depends on time run against a stopped clock, from this Wednesday on. */
const timedApps = new Set(['habits', 'memory', 'snake', 'tic-tac-toe', 'timer'])
const wednesday = new Date(2025, 0, 8, 12)

type Opened = { page: Page; problems: string[]; close(): Promise<void> }

const note = chromiumPath === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

describe.skipIf(chromiumPath === undefined)(`in a browser, opened from disk${note}`, () => {
  let browser: Browser
  let folder: AppFolder
  let shared: Opened

  beforeAll(async () => {
    browser = await launchChromium(chromiumPath ?? '')
    folder = await makeAppFolder()
    shared = await openPage()
  })
  afterAll(async () => {
    await browser.close()
    await folder.remove()
  })

  /** A page in a profile of its own. Any error, warning, failed request or traffic is a problem. */
  async function openPage({ initScript = '', stopsClock = false } = {}): Promise<Opened> {
    const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 800, height: 560 } })
    context.setDefaultTimeout(10_000)
    await context.addInitScript(initScript)
    if (stopsClock) {
      await context.clock.install({ time: wednesday })
      await context.clock.pauseAt(wednesday)
    }
    const page = await context.newPage()
    const problems: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
    })
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('request', (request) => {
      if (!/^(?:file|data|blob):/.test(request.url())) problems.push(`left the disk: ${request.url()}`)
    })
    page.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText
      if (reason !== 'net::ERR_ABORTED') problems.push(`${reason}: ${request.url()}`) // a reload aborts what still loads
    })
    return { page, problems, close: () => context.close() }
  }

  test.each(cases)('$id in $language does its job', async ({ id, app, language }) => {
    const title = `${app.title[language]} "&<b>`
    const words = Object.fromEntries(Object.entries(app.strings).map(([name, text]) => [name, text[language]]))
    const { page, problems, close } = timedApps.has(id) ? await openPage({ stopsClock: true }) : shared
    problems.length = 0
    await page.goto(await folder.write(app, language, title))
    expect(await page.title()).toBe(title)
    await mainJobs[id]?.(page, words)
    expect(problems).toEqual([])
    if (page !== shared.page) await close()
  })

  test('every app names its controls and fits a narrow screen', async () => {
    const { page, problems, close } = await openPage()
    await page.setViewportSize({ width: 340, height: 700 })
    for (const app of apps) {
      await page.goto(await folder.write(app, 'ru'))
      expect(await page.evaluate(findShortcomings), app.id).toEqual([])
    }
    expect(problems).toEqual([])
    await close()
  })

  test('every app opens where the browser forbids storage, and says so once something is changed', async () => {
    const { page, problems, close } = await openPage({ initScript: forbidStorage })
    for (const app of apps) {
      await page.goto(await folder.write(app, 'en'))
      expect(problems, app.id).toEqual([])
    }
    const todo = apps.find(({ id }) => id === 'todo') ?? catalogue.generic
    await page.goto(await folder.write(todo, 'en'))
    await page.getByLabel(todo.strings['newTask']?.en ?? '').fill('milk')
    await page.keyboard.press('Enter')
    expect(await page.getByRole('checkbox', { name: 'milk' }).isVisible()).toBe(true)
    expect(await page.getByText(todo.strings['storageNote']?.en ?? '').isVisible()).toBe(true)
    await close()
  })
})

test('every app of the catalogue has a main job to be tested by', () => {
  expect(Object.keys(mainJobs).toSorted()).toEqual(apps.map(({ id }) => id).toSorted())
})

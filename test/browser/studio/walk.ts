// One walk: a person with an account at one look, whose steps go on where the one before has ended.
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { en, type Words } from '../../../src/pages/studio/words/en.ts'
import { ru } from '../../../src/pages/studio/words/ru.ts'
import type { Look, Stage, Visit } from './stage.ts'

export type Walk = {
  look: Look
  words: Words
  email: string
  /** The one that counts by now. */
  password: string
  stage: Stage
  visit: Visit
  page: Page
  button: (name: string) => Locator
  /** Opens a part of the project. */
  show: (name: string) => Promise<void>
  /** On a narrow screen one part of a project is seen at a time. */
  showChat: () => Promise<void>
  /** Sends a request in the open project. */
  say: (text: string) => Promise<void>
  isDone: (version: number) => Promise<void>
  goHome: () => Promise<void>
  /** On this page, or on that of another visit. */
  signIn: (page?: Page) => Promise<void>
}

/** Set up and cleared away around the tests of the `describe` that it is called in. */
export function beginWalk(look: Look, open: () => Promise<Stage>): Walk {
  const words = { en, ru }[look.language]
  const walk = { look, words, email: `${randomUUID()}@example.com`, password: 'correct horse' } as Walk
  const button = (name: string) => walk.page.getByRole('button', { name, exact: true })
  const show = (name: string) => showIn(walk.page, name)
  const showChat = async () => {
    if (look.width === 390) await show(words.conversation)
  }
  Object.assign(walk, {
    button,
    show,
    showChat,
    say: async (text: string) => {
      await showChat()
      // There is one run at a time.
      await button(words.send).waitFor()
      await walk.page.getByLabel(words.requestLabel).fill(text)
      await walk.page.keyboard.press('Enter')
    },
    isDone: (version: number) => walk.page.getByText(words.committed(version)).waitFor(),
    goHome: async () => {
      await walk.page.getByRole('link', { name: words.allProjects }).click()
      await walk.page.getByLabel(words.promptLabel).waitFor()
    },
    signIn: async (page = walk.page) => {
      await page.getByLabel(words.email).fill(walk.email)
      await page.getByLabel(words.password).fill(walk.password)
      await page.keyboard.press('Enter')
      await page.getByLabel(words.promptLabel).waitFor()
    },
  } satisfies Partial<Walk>)

  beforeAll(async () => {
    walk.stage = await open()
    walk.visit = await walk.stage.visit(look)
    walk.page = walk.visit.page
  })
  afterAll(() => walk.stage?.close())

  let isBroken = false
  beforeEach(({ skip }) => skip(isBroken, 'a step before it has failed'))
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail' || isBroken) return
    isBroken = true
    console.log(`${walk.page.url()}\n${await walk.page.locator('body').innerText()}`)
  })
  return walk
}

/** Opens a part of the project on that page. */
export function showIn(page: Page, name: string): Promise<void> {
  return page.getByRole('link', { name, exact: true }).click()
}

/** Makes an account on a page that nobody is signed in at. */
export async function signUp(page: Page, words: Words, email: string, password: string): Promise<void> {
  await page.getByRole('button', { name: words.toSignUp, exact: true }).click()
  await page.getByLabel(words.email).fill(email)
  await page.getByLabel(words.password).fill(password)
  await page.keyboard.press('Enter')
}

/** Writes a file as another client of the same account does. */
export async function changeElsewhere({ stage, email, password, page }: Walk, path: string, text: string) {
  const { url } = stage.network
  const login = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const { access_token: token } = (await login.json()) as { access_token: string }
  const id = /projects\/([0-9a-f-]+)/.exec(page.url())?.[1]
  const written = await fetch(`${url}/api/projects/${id}/files/${path}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}` },
    body: text,
  })
  expect(written.status).toBe(200)
}

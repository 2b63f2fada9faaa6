// Second factors as people meet them: in the Studio, in Chromium, and at the command line, over one built process.
import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { en as words } from '../../src/pages/studio/words/en.ts'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { samokoderTold } from '../support/cli.ts'
import { openFactorAuth, type FactorAuth } from '../support/factor-auth.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'
import { codeOf } from '../support/totp.ts'

const PATIENCE_MS = 60_000
const PASSWORD = 'correct horse'
const chromiumPath = findChromium()
const note = chromiumPath === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

describe.skipIf(chromiumPath === undefined)(`a second factor${note}`, () => {
  const email = `${randomUUID()}@example.com`
  let auth: FactorAuth
  let web: WebProcess
  let browser: Browser
  let page: Page
  let secret: string
  const faults: string[] = []

  beforeAll(async () => {
    auth = await openFactorAuth()
    const environment = { ...inject('environment'), ...auth.environment }
    const folder = await makeTemporaryFolder()
    web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: () => undefined })
    browser = await launchChromium(chromiumPath ?? '')
    page = await open()
  })
  afterAll(async () => {
    await browser?.close()
    await web?.stop()
    await auth?.close()
  })

  async function open(): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB' })
    context.setDefaultTimeout(PATIENCE_MS)
    const opened = await context.newPage()
    opened.on('pageerror', ({ message }) => faults.push(message))
    opened.on('console', (message) => {
      const text = message.text()
      if (message.type() === 'error' && !text.startsWith('Failed to load resource')) faults.push(text)
    })
    await opened.goto(web.url)
    return opened
  }

  async function fillIn(on: Page): Promise<void> {
    await on.getByLabel(words.email).fill(email)
    await on.getByLabel(words.password).fill(PASSWORD)
    await on.keyboard.press('Enter')
  }

  async function sendCode(on: Page, code: string): Promise<void> {
    await on.getByLabel(words.factorCode, { exact: true }).fill(code)
    await on.getByRole('button', { name: words.sendCode }).click()
  }

  it('is added in the settings, by a picture or a secret, and its first code', async () => {
    await page.getByRole('button', { name: words.toSignUp }).click()
    await fillIn(page)
    await page.getByLabel(words.promptLabel).waitFor()
    await page.goto(`${web.url}/#/settings`)
    await page.getByLabel(words.factorName).fill('My phone')
    await page.getByRole('button', { name: words.addFactor }).click()
    await page.getByAltText(words.factorPicture).waitFor()
    const widthOf = () => page.evaluate<number>('document.querySelector("img.qr").naturalWidth')
    await expect.poll(widthOf, { timeout: PATIENCE_MS }).toBeGreaterThan(100)
    const section = page.locator('section', { has: page.locator('#factors-title') })
    secret = await section.locator('code').innerText()
    expect(await section.getByRole('link', { name: words.openFactor }).getAttribute('href')).toContain(secret)
    await sendCode(page, '000000')
    await page.getByRole('alert').waitFor()
    await sendCode(page, codeOf(secret, -1))
    await page.getByRole('button', { name: `${words.removeFactor}: My phone` }).waitFor()
    await page.goto(`${web.url}/#/`)
    await page.getByLabel(words.promptLabel).waitFor()
  })

  it('is asked for at the next sign-in, and not when the page is loaded again', async () => {
    const other = await open()
    await fillIn(other)
    await other.getByRole('heading', { name: words.codeTitle }).first().waitFor()
    await other.reload()
    await sendCode(other, codeOf(secret))
    await other.getByLabel(words.promptLabel).waitFor()
    await other.reload()
    await other.getByLabel(words.promptLabel).waitFor()
    await other.context().close()
  })

  it('is asked for at the command line', async () => {
    const home = await makeTemporaryFolder()
    const environment = { PATH: process.env['PATH'] ?? '', HOME: home, XDG_CONFIG_HOME: join(home, 'config') }
    const login = (...more: string[]) =>
      samokoderTold(home, environment, `${PASSWORD}\n`, 'login', '--url', web.url, '--email', email, ...more)
    expect(await login()).toMatchObject({ code: 1, stderr: expect.stringContaining('--code') })
    expect(await login('--code', codeOf(secret, 1000))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('code'),
    })
    const told = await login('--code', codeOf(secret, 1))
    expect(told, told.stderr).toMatchObject({ code: 0 })
    const keys = await samokoderTold(home, environment, '', 'keys', 'list')
    expect(keys, keys.stderr).toMatchObject({ code: 0 })
  })

  it('is removed in the settings, and then asked for no more', async () => {
    await page.goto(`${web.url}/#/settings`)
    await page.getByRole('button', { name: `${words.removeFactor}: My phone` }).click()
    await page.getByRole('button', { name: `${words.removeFactor}: My phone` }).waitFor({ state: 'detached' })
    const other = await open()
    await fillIn(other)
    await other.getByLabel(words.promptLabel).waitFor()
    expect(faults).toEqual([])
  })
})

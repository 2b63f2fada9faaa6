// The reference as people have it: the built files, in Chromium, with nothing but this process to load from.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

const PATIENCE_MS = 100_000

const chromiumPath = findChromium()
const note = chromiumPath === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

describe.skipIf(chromiumPath === undefined)(`the reference at /docs${note}`, () => {
  let web: WebProcess
  let browser: Browser
  beforeAll(async () => {
    const environment = { ...inject('environment'), STUDIO: 'off', LOG_FORMAT: 'json', LOG_LEVEL: 'info' }
    const folder = await makeTemporaryFolder()
    web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: () => undefined })
    browser = await launchChromium(chromiumPath ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await web?.stop()
  })

  /** A page, what it asked of others than this process, and what it complained of. */
  async function open(address: string, javaScriptEnabled = true) {
    const context = await browser.newContext({ javaScriptEnabled })
    // A busy machine takes its time over a page of more than a hundred routes.
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    const elsewhere: string[] = []
    const complaints: string[] = []
    await page.route(
      (url) => !url.href.startsWith(web.url) && url.protocol !== 'data:',
      (route) => {
        elsewhere.push(route.request().url())
        return route.abort()
      },
    )
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    await page.goto(address)
    return { page, elsewhere, complaints }
  }

  const routes = (page: Page) => page.locator('.opblock')

  it('finds routes by words of what they do, and loads nothing from elsewhere', async () => {
    const { page, elsewhere, complaints } = await open(`${web.url}/docs`)
    const search = page.getByRole('searchbox', { name: 'Search routes' })
    await search.waitFor()
    const all = await routes(page).count()
    expect(all).toBeGreaterThan(80)
    await search.fill('restore version')
    await expect.poll(() => routes(page).count(), { timeout: PATIENCE_MS }).toBeLessThan(10)
    expect(await page.locator('#operations-versions-restoreVersion').count()).toBe(1)
    expect(await page.locator('#plain').isVisible()).toBe(false)
    expect([elsewhere, complaints]).toEqual([[], []])
  })

  it('shows what a route takes and answers, and every event with an example', async () => {
    const { page } = await open(`${web.url}/docs`)
    const route = page.locator('#operations-projects-createProject')
    await route.locator('.opblock-summary-control').click()
    await route.getByText('"A todo list"').first().waitFor()
    const schemas = page.locator('section.models')
    await schemas.locator('button').first().click()
    const event = schemas.locator('article', { hasText: 'PageOpenedEvent' }).first()
    // Of more than a hundred schemas, those in sight are there.
    const scroll = async () => {
      await schemas.locator('article').last().scrollIntoViewIfNeeded()
      return event.count()
    }
    await expect.poll(scroll, { timeout: PATIENCE_MS }).toBe(1)
    await event.locator('button').first().click()
    await event.getByText('Examples').first().waitFor()
  })

  it('tries a route with the token of its reader, which it keeps nowhere', async () => {
    const account = { email: `docs-${crypto.randomUUID()}@example.com`, password: 'correct horse' }
    const body = JSON.stringify(account)
    const headers = { 'Content-Type': 'application/json' }
    const registered = await fetch(`${web.url}/api/auth/register`, { method: 'POST', headers, body })
    const { access_token: token } = (await registered.json()) as { access_token: string }
    const { page, complaints } = await open(`${web.url}/docs`)
    await page.locator('.auth-wrapper .authorize').click()
    const dialog = page.locator('.modal-ux')
    await dialog.locator('input').first().fill(token)
    await dialog
      .getByRole('button', { name: /^Apply/ })
      .first()
      .click()
    await dialog.getByRole('button', { name: 'Close' }).first().click()
    const route = page.locator('#operations-auth-getAccount')
    await route.locator('.opblock-summary-control').click()
    await route.getByRole('button', { name: 'Try it out' }).click()
    await route.getByRole('button', { name: 'Execute' }).click()
    await route.locator('.live-responses-table').getByText(account.email).first().waitFor()
    expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(token)
    expect(complaints).toEqual([])
  })

  it('is the page to read without script, and again by its button', async () => {
    const { page } = await open(`${web.url}/docs`, false)
    expect(await page.locator('#plain').isVisible()).toBe(true)
    expect(await page.locator('#reference, #choose-page').first().isVisible()).toBe(false)
    const scripted = await open(`${web.url}/docs/`)
    await scripted.page.getByRole('button', { name: 'Page without script' }).click()
    expect(await scripted.page.locator('#plain').isVisible()).toBe(true)
    const led = await open(`${web.url}/docs#PageOpenedEvent`)
    await led.page.getByRole('button', { name: 'Search and try' }).waitFor()
    expect(await led.page.locator('#plain').isVisible()).toBe(true)
  })
})

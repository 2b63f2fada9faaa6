// `npm run pictures`: takes the pictures of docs/pictures of the running product, with the offline model.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { startServices } from '../../local/services.ts'
import { startWebProcess } from '../../local/web-process.ts'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { findFreePort } from '../support/free-port.ts'

const FOLDER = join('docs', 'pictures')
const PROMPT = 'A todo list with filters'

type Screen = { width: number; height: number; colorScheme: 'light' | 'dark' }

const chromium = findChromium()
if (chromium === undefined) throw new Error('pictures need a Chromium on PATH, or CHROMIUM_PATH')
await mkdir(FOLDER, { recursive: true })
const folder = await mkdtemp(join(tmpdir(), 'samokoder-pictures-'))
const services = await startServices({ dataDir: folder, database: 'in memory' }, {})
const port = await findFreePort()
const environment = { ...services.environment, PREVIEW_URL: `http://{project}.preview.localhost:${port}` }
const web = await startWebProcess({ runtime: 'node', environment, port, folder, onLine: () => undefined })
const browser = await launchChromium(chromium)
try {
  await takePicture(browser, web.url, { width: 1280, height: 800, colorScheme: 'light' }, 'studio')
  await takePicture(browser, web.url, { width: 390, height: 844, colorScheme: 'dark' }, 'studio-phone')
} finally {
  await browser.close()
  await web.stop()
  await services.close()
  await rm(folder, { recursive: true, force: true })
}
process.exit(0)

/** From signing up to a project that is done, which is worth a picture. */
async function takePicture(browser: Browser, url: string, { width, height, colorScheme }: Screen, name: string) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    deviceScaleFactor: width < 500 ? 2 : 1,
  })
  const page = await context.newPage()
  await signUp(page, url, `${name}@example.com`)
  await page.getByRole('textbox').fill(PROMPT)
  await page.keyboard.press('Enter')
  await page.locator('.ending.is-succeeded').waitFor()
  // On a narrow screen, what was made is not beside the conversation.
  if (width < 500) await page.getByRole('link', { name: 'Preview', exact: true }).click()
  await page.frameLocator('iframe').getByRole('textbox').first().waitFor()
  // A frame is painted a while after it has its elements.
  await page.waitForTimeout(2000)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  await context.close()
}

async function signUp(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url)
  await page.getByRole('button', { name: 'No account yet? Make one' }).click()
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill('correct horse')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your projects' }).waitFor()
}

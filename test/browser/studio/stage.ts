// What a walk through the Studio stands on: a built process behind a switch, a model that does what the test says, and pages
// of which every error is a fault.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { inject } from 'vitest'
import { startWebProcess, type Runtime } from '../../../local/web-process.ts'
import { findChromium, launchChromium } from '../../support/chromium.ts'
import { findFreePort } from '../../support/free-port.ts'
import { startScriptedModel, type ScriptedModel } from '../../support/scripted-model.ts'
import { startSwitch, type Switch } from '../../support/switch.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

export const chromiumPath = findChromium()

export type Look = { language: 'en' | 'ru'; width: 1280 | 390; scheme: 'light' | 'dark' }
/** Each width and each scheme once: axe sees nothing new in the other language. */
const isForAxe = ({ language }: Look): boolean => language === 'en'
export type Visit = { context: BrowserContext; page: Page; faults: string[] }
export type Stage = {
  model: ScriptedModel
  /** Between the browser and the process. */
  network: Switch
  /** What the process is told. */
  environment: Record<string, string>
  browser: Browser
  visit: (look: Look) => Promise<Visit>
  close: () => Promise<void>
}

export async function openStage(runtime: Runtime, environment: Record<string, string> = {}): Promise<Stage> {
  const model = await startScriptedModel()
  const port = await findFreePort()
  const previews = { PREVIEW_URL: `http://{project}.preview.localhost:${port}` }
  const all = { ...inject('environment'), ...model.environment, ...previews, ...environment }
  const web = await startWebProcess({
    runtime,
    environment: all,
    port,
    folder: await makeTemporaryFolder(),
    onLine: () => undefined,
  })
  const network = await startSwitch(web.url)
  const browser = await launchChromium(chromiumPath ?? '')
  return {
    model,
    network,
    environment: all,
    browser,
    visit: (look) => visitStudio(browser, network.url, look),
    close: async () => {
      await browser.close()
      await network.close()
      await web.stop()
      await model.close()
    },
  }
}

/** What the browser itself says of answers that are refused, that did not come, or that a preview may not read. */
const OF_NETWORK = /^Failed to load resource|blocked by CORS policy/

/** Opens the Studio as somebody new. */
export async function visitStudio(browser: Browser, url: string, { language, width, scheme }: Look): Promise<Visit> {
  const context = await browser.newContext({
    locale: language === 'ru' ? 'ru-RU' : 'en-GB',
    viewport: { width, height: width === 390 ? 844 : 800 },
    hasTouch: width === 390,
    colorScheme: scheme,
    reducedMotion: 'reduce',
  })
  // A busy machine takes its time.
  context.setDefaultTimeout(60_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !OF_NETWORK.test(message.text())) faults.push(message.text())
  })
  await page.goto(url)
  return { context, page, faults }
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What sticks out at the side, when the page is wider than its screen. */
const FIND_WIDE = `document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth)
    .map((element) => 'wider than the screen: ' + element.cloneNode().outerHTML)`

type Violation = { id: string; impact: string | null; nodes: { target: string[]; failureSummary: string }[] }

/** What axe finds serious or critical on the page as it is, and, at any look, what is wider than its screen. */
export async function findBarriers(page: Page, look: Look): Promise<string[]> {
  const wide = await page.evaluate<string[]>(FIND_WIDE)
  if (!isForAxe(look)) return wide
  // Not as a script of the page, whose policy refuses strangers.
  await page.evaluate(await readFile(axe, 'utf8'))
  const violations = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    )
    .concat(wide)
}

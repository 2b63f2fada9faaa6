// What somebody waits for who opens the Studio for the first time, with nothing of it kept by the browser.
import type { Browser } from 'playwright-core'
import { findChromium, launchChromium } from '../support/chromium.ts'
import { startWeb } from './app-process.ts'
import { figureRow } from './figure-row.ts'
import { formatMs, median } from './table.ts'

const VISITS = 9
const BARE = `require('node:http').createServer((q, s) => s.setHeader('content-type', 'text/html').end('<!doctype html><form>ok</form>')).listen(+process.env.PORT, '127.0.0.1')`

/** Once a form stands there and the frame that shows it is drawn, with no script of the page at work any more. */
const USABLE = `new Promise((resolve) => {
  const look = () => document.forms.length === 0 ? setTimeout(look, 1) : requestAnimationFrame(() => setTimeout(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint')
    if (paint === undefined) return setTimeout(look, 1)
    resolve({ paintMs: paint.startTime, usableMs: performance.now() })
  }))
  look()
})`

type Visit = { paintMs: number; usableMs: number }

export async function measureFirstPage(environment: Record<string, string>): Promise<string[][]> {
  const chromium = findChromium()
  if (chromium === undefined) return [figureRow('the Studio in Chromium, which is not there', '')]
  const [web, bare] = [await startWeb(environment), await startWeb(environment, ['-e', BARE])]
  const browser = await launchChromium(chromium)
  const own: Visit[] = []
  const floor: Visit[] = []
  for (let turn = 0; turn <= VISITS; turn += 1) {
    const seen = [await visit(browser, web.url), await visit(browser, bare.url)] as const
    // The first one warms the processes up.
    if (turn === 0) continue
    own.push(seen[0])
    floor.push(seen[1])
  }
  await browser.close()
  for (const { kill } of [web, bare]) kill()
  const row = (what: string, name: keyof Visit) => {
    const [ms, least] = [own, floor].map((visits) => median(visits.map((one) => one[name]))) as [number, number]
    return figureRow(what, formatMs(ms), `${formatMs(least)}, a page of one word`, ms / least)
  }
  return [
    row('the Studio in Chromium to its first paint, nothing cached, median', 'paintMs'),
    row('the same until its form can be used', 'usableMs'),
  ]
}

async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.goto(url, { waitUntil: 'commit' })
  const seen = await page.evaluate<Visit>(USABLE)
  await context.close()
  return seen
}

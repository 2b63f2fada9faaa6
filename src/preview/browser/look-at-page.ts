// The smoke test: opens what a run has made, presses what is there, and tells what went wrong.
import { reportSchema } from '../page-problems.ts'
import type * as z from 'zod'
import { pause } from '../../timing.ts'
import { REPORT_PATH, REPORTER_PATH, reporterScript } from '../reporter-script.ts'
import { connectBrowser } from '../../services/browser.ts'
import { openPage, ORIGIN, type OpenPage } from './open-page.ts'
import { PRESS_ALL } from './page-script.ts'

export type PageProblem = z.infer<typeof reportSchema>['problems'][number]
export type Picture = { width: number; mediaType: string; base64: string }
export type Look = { problems: PageProblem[]; pictures: Picture[]; pressed: number }

/** All of a look, in milliseconds. */
const LOOK_TIMEOUT_MS = 30_000
const BLANK_AFTER_MS = 800
/** As long as the reporter gathers before it sends. */
const REPORT_MS = 500

const WIDE = { width: 1280, height: 800, mobile: false }
const NARROW = { width: 390, height: 844, mobile: true }

/** `answer` has the files of the project. @throws {BrowserError} when the browser is away or fails */
export async function lookAtPage(browserUrl: string, answer: (request: Request) => Promise<Response>): Promise<Look> {
  const signal = AbortSignal.timeout(LOOK_TIMEOUT_MS)
  const browser = await connectBrowser(browserUrl)
  try {
    const told: PageProblem[] = []
    const page = await openPage(browser, { signal, answer: withReporter(answer, (problems) => told.push(...problems)) })
    try {
      await resize(page, WIDE)
      await page.load('/')
      await page.settle()
      await pause(BLANK_AFTER_MS + REPORT_MS, signal)
      const pictures = [await takePicture(page, WIDE.width)]
      await resize(page, NARROW)
      pictures.push(await takePicture(page, NARROW.width))
      await resize(page, WIDE)
      const pressed = await pressAll(page)
      await page.settle()
      await pause(REPORT_MS, signal)
      return { problems: withSeen(told, page.errors()), pictures, pressed }
    } finally {
      await page.close().catch(() => undefined)
    }
  } finally {
    browser.close()
  }
}

/** The reporter's own addresses are answered here: what it tells is for this look alone. */
function withReporter(answer: (request: Request) => Promise<Response>, hear: (problems: PageProblem[]) => void) {
  return async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === `/${REPORTER_PATH}`) {
      const headers = { 'Content-Type': 'text/javascript; charset=utf-8' }
      return new Response(reporterScript(BLANK_AFTER_MS), { headers })
    }
    if (pathname !== `/${REPORT_PATH}`) return answer(request)
    const report = reportSchema.safeParse(await request.json().catch(() => undefined))
    if (report.success) hear(report.data.problems)
    return new Response(null, { status: 204 })
  }
}

function resize(page: OpenPage, size: typeof WIDE) {
  return page.send('Emulation.setDeviceMetricsOverride', { ...size, deviceScaleFactor: 1 })
}

async function takePicture(page: OpenPage, width: number): Promise<Picture> {
  const { data } = await page.send('Page.captureScreenshot', { format: 'jpeg', quality: 60 })
  return { width, mediaType: 'image/jpeg', base64: String(data) }
}

async function pressAll(page: OpenPage): Promise<number> {
  const { result } = await page.send('Runtime.evaluate', {
    expression: PRESS_ALL,
    awaitPromise: true,
    returnByValue: true,
  })
  const { value } = (result ?? {}) as { value?: unknown }
  return typeof value === 'number' ? value : 0
}

/** What the browser has seen that the page did not tell, such as an error before its first script. */
function withSeen(told: readonly PageProblem[], errors: ReturnType<OpenPage['errors']>): PageProblem[] {
  const isTold = ({ message }: { message: string }) =>
    told.some((one) => message.includes(one.message) || one.message.includes(message))
  const seen = errors
    .filter((error) => !isTold(error))
    .map(({ message, url, line, column }): PageProblem => {
      const path = url.startsWith(`${ORIGIN}/`) ? { path: new URL(url).pathname.slice(1) || 'index.html' } : {}
      return { kind: 'error', message: message.slice(0, 500), line, column, ...path }
    })
  return [...told, ...seen].slice(0, 20)
}

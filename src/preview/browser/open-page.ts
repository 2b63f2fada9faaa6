// A page in a context of its own of the browser, all of whose requests to the preview are answered here: the browser need
// not reach this deployment, nor know what is not committed yet.
import { encodeBase64 } from 'hono/utils/encode'
import { pause } from '../../timing.ts'
import { BrowserError, type BrowserConnection } from '../../services/browser.ts'

/** Leads nowhere: each request to it is answered before it is sent. */
export const ORIGIN = 'https://preview.invalid'

export type Visit = {
  /** Answers what the page asks of the preview. */
  answer: (request: Request) => Promise<Response>
  /** How long all of it may take. */
  signal: AbortSignal
}

export type OpenPage = {
  send: (method: string, params?: Record<string, unknown>) => Promise<Record<string, unknown>>
  /** Errors that the browser has seen, as it tells them. */
  errors: () => { message: string; url: string; line: number; column: number }[]
  load: (path: string) => Promise<void>
  /** Waits until nothing has been asked for in a while. */
  settle: () => Promise<void>
  close: () => Promise<void>
}

const QUIET_MS = 400
const MOST_SETTLING_MS = 5000
const LOAD_TIMEOUT_MS = 10_000

type Paused = {
  requestId: string
  resourceType: string
  request: { url: string; method: string; headers: Record<string, string>; postData?: string }
}

/** @throws {BrowserError} */
export async function openPage(browser: BrowserConnection, { answer, signal }: Visit): Promise<OpenPage> {
  const { browserContextId } = await browser.send('Target.createBrowserContext', { disposeOnDetach: true })
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank', browserContextId })
  const attached = await browser.send('Target.attachToTarget', { targetId, flatten: true })
  const sessionId = String(attached['sessionId'])
  const send: OpenPage['send'] = (method, params) => {
    if (signal.aborted) throw new BrowserError('The page takes too long.')
    return browser.send(method, params, sessionId)
  }
  const traffic = answerRequests(browser, send, answer)
  const errors: ReturnType<OpenPage['errors']> = []
  browser.on('Runtime.exceptionThrown', (params) => errors.push(describeException(params)))
  browser.on(
    'Page.javascriptDialogOpening',
    () => void send('Page.handleJavaScriptDialog', { accept: true }).catch(() => undefined),
  )
  const loaded = new Promise<void>((resolve) => browser.on('Page.loadEventFired', () => resolve()))
  for (const domain of ['Page', 'Runtime']) await send(`${domain}.enable`)
  await send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  return {
    send,
    errors: () => errors,
    async load(path) {
      await send('Page.navigate', { url: ORIGIN + path })
      await Promise.race([loaded, pause(LOAD_TIMEOUT_MS, signal)])
    },
    async settle() {
      const deadline = Date.now() + MOST_SETTLING_MS
      while (!signal.aborted && Date.now() < deadline && Date.now() - traffic.lastAt() < QUIET_MS) {
        await pause(QUIET_MS - (Date.now() - traffic.lastAt()), signal)
      }
    },
    close: async () => void (await browser.send('Target.disposeBrowserContext', { browserContextId })),
  }
}

function answerRequests(browser: BrowserConnection, send: OpenPage['send'], answer: Visit['answer']) {
  let lastAt = Date.now()
  let hasDocument = false
  browser.on('Fetch.requestPaused', (params) => {
    lastAt = Date.now()
    const paused = params as Paused
    void handle(paused)
      // The page has gone meanwhile.
      .catch(() => undefined)
      .finally(() => (lastAt = Date.now()))
  })
  async function handle({ requestId, resourceType, request }: Paused): Promise<unknown> {
    // Whatever is pressed, the page stays.
    if (resourceType === 'Document' && hasDocument)
      return send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
    hasDocument ||= resourceType === 'Document'
    if (!request.url.startsWith(`${ORIGIN}/`)) return send('Fetch.continueRequest', { requestId })
    const { method, headers, postData } = request
    const asked = new Request(request.url, { method, headers, ...(postData === undefined ? {} : { body: postData }) })
    const { status, headers: answered, body } = await toFulfilment(await answer(asked))
    return send('Fetch.fulfillRequest', { requestId, responseCode: status, responseHeaders: answered, body })
  }
  return { lastAt: () => lastAt }
}

async function toFulfilment(response: Response) {
  const headers = [...response.headers].map(([name, value]) => ({ name, value }))
  return { status: response.status, headers, body: encodeBase64(await response.arrayBuffer()) }
}

function describeException(params: Record<string, unknown>) {
  const { exceptionDetails } = params as {
    exceptionDetails: {
      text: string
      url?: string
      lineNumber: number
      columnNumber: number
      exception?: { description?: string }
    }
  }
  const { text, url = '', lineNumber, columnNumber, exception } = exceptionDetails
  const message = (exception?.description ?? text).split('\n', 1)[0] ?? text
  return { message, url, line: lineNumber + 1, column: columnNumber + 1 }
}

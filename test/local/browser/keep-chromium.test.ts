// The Chromium of one machine: it is there while who has started it is, and leaves nothing behind.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isBrowserThere } from '../../../src/services/browser.ts'
import { startBrowser } from '../../../local/browser/start-browser.ts'
import { findChromium } from '../../support/chromium.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

/** Far longer than a busy machine takes. */
const PATIENCE_MS = 60_000

const chromium = findChromium()
const note = chromium === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

const isThere = (url: string) => isBrowserThere(url, AbortSignal.timeout(2000)).catch(() => false)

/** A process that keeps a Chromium, and where its files are. */
async function startKeeper() {
  const temporary = await makeTemporaryFolder()
  const script = `
    import { keepChromium } from ${JSON.stringify(resolve('local/browser/keep-chromium.ts'))}
    const { url, close } = await keepChromium(${JSON.stringify(chromium)}, () => console.log('again'))
    console.log(url)
    process.once('SIGTERM', () => void close().then(() => process.exit(0)))
  `
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: process.env['PATH'], TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async () => String((await lines.next()).value)
  const leavesNothing = async () => {
    await expect.poll(() => isThere(url), { timeout: PATIENCE_MS }).toBe(false)
    await expect.poll(() => readdir(temporary), { timeout: PATIENCE_MS }).toEqual([])
  }
  const url = await nextLine()
  return { child, url, nextLine, leavesNothing }
}

describe.skipIf(chromium === undefined)(`a Chromium of this machine${note}`, () => {
  it('listens on this machine alone, and ends with its keeper, whose files it takes along', async () => {
    const { child, url, leavesNothing } = await startKeeper()
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await isThere(url)).toBe(true)
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
    await leavesNothing()
  })

  it('ends with its keeper also when that is killed', async () => {
    const { child, url, leavesNothing } = await startKeeper()
    expect(await isThere(url)).toBe(true)
    child.kill('SIGKILL')
    await leavesNothing()
  })

  it('is started again at the same address when it ends by itself', async () => {
    const { url, nextLine } = await startKeeper()
    const { webSocketDebuggerUrl } = (await (await fetch(`${url}/json/version`)).json()) as Record<string, string>
    const socket = new WebSocket(webSocketDebuggerUrl ?? '')
    await once(socket, 'open')
    socket.send(JSON.stringify({ id: 1, method: 'Browser.close' }))
    expect(await nextLine()).toBe('again')
    expect(await isThere(url)).toBe(true)
  })
})

describe('a machine where Chromium does not start', () => {
  it('is told why, and goes on', async () => {
    const { url, what } = await startBrowser({ CHROME_PATH: '/bin/false' })
    expect([url, what]).toEqual(['', 'pages are not opened: /bin/false does not start (it ended at once)'])
    expect((await startBrowser({ CHROME_PATH: 'none' })).what).toContain('not opened')
  })
})

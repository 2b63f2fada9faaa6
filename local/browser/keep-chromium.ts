import { pause } from '../../src/timing.ts'
import { startChromium, type ChromiumProcess } from './chromium-process.ts'

export type KeptChromium = { url: string; close: () => Promise<void> }

/** What ends sooner after its start would end so again: the next start waits twice as long as the one before. */
const WORTH_RESTARTING_MS = 10_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 60_000

/**
 * Starts the browser, and again on the same port when it ends by itself. It ends with `close()` or with this process.
 * Rejects with the reason when it does not start.
 */
export async function keepChromium(path: string, onRestart: () => void): Promise<KeptChromium> {
  const first = await startChromium({ path, port: 0 })
  const closing = new AbortController()
  let browser: ChromiumProcess = first
  const keeping = (async () => {
    let waitMs = FIRST_WAIT_MS
    for (;;) {
      const since = performance.now()
      await browser.ended
      waitMs = performance.now() - since > WORTH_RESTARTING_MS ? FIRST_WAIT_MS : Math.min(waitMs * 2, LONGEST_WAIT_MS)
      await pause(waitMs, closing.signal)
      if (closing.signal.aborted) return
      const next = await startChromium({ path, port: first.port }).catch(() => undefined)
      if (next === undefined) continue
      browser = next
      if (closing.signal.aborted) return next.stop()
      onRestart()
    }
  })()
  return {
    url: `http://127.0.0.1:${first.port}`,
    close: async () => {
      closing.abort()
      await browser.stop()
      await keeping
    },
  }
}

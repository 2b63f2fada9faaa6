import { findChromium } from './find-chromium.ts'
import { keepChromium } from './keep-chromium.ts'

/** `url` is empty where pages are not opened; `what` says why. */
export type LocalBrowser = { url: string; what: string; close: () => Promise<void> }

/** The Chromium of this machine. Never rejects: a machine without one has all but pictures and what they show. */
export async function startBrowser(given: Record<string, string | undefined>): Promise<LocalBrowser> {
  const found = findChromium(given)
  if ('reason' in found) return none(found.reason)
  const onRestart = () => process.stderr.write('Chromium had ended by itself, and was started again.\n')
  try {
    const { url, close } = await keepChromium(found.path, onRestart)
    return { url, what: `${found.path} opens what runs make`, close }
  } catch (error) {
    return none(`${found.path} does not start (${error instanceof Error ? error.message : String(error)})`)
  }
}

function none(reason: string): LocalBrowser {
  return { url: '', what: `pages are not opened: ${reason}`, close: () => Promise.resolve() }
}

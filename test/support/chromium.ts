import { type Browser, chromium } from 'playwright-core'
import { findChromium as findProgram } from '../../local/browser/find-chromium.ts'

export const quietArguments = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** Path of a Chromium: CHROMIUM_PATH, else that of this machine. Undefined if none. */
export function findChromium({ CHROMIUM_PATH, PATH }: NodeJS.ProcessEnv = process.env): string | undefined {
  const found = findProgram({ CHROME_PATH: CHROMIUM_PATH, PATH })
  return 'path' in found ? found.path : undefined
}

/**
 * Of several such lists the last one counts. Playwright's own turns the partitions of storage off, and then a browser that
 * blocks cookies of third parties, as Debian's does, refuses pages in frames their storage, which it gives to people.
 */
const AS_PEOPLE_HAVE_IT = '--disable-features=MediaRouter,OptimizationHints,PaintHolding'

/** Starts the browser without a display and without traffic of its own. The caller closes it. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...quietArguments, AS_PEOPLE_HAVE_IT] })
}

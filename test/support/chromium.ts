import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']

export const quietArguments = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** Path of a Chromium: CHROMIUM_PATH, else the first known name on PATH. Undefined if none. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { CHROMIUM_PATH: given, PATH: path = '' } = environment
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  const candidates = given ? [given] : names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return candidates.find(isExecutable)
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

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

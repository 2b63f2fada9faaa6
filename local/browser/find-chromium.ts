import { findProgram, isExecutable } from '../find-program.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Applications of macOS are in no directory of PATH. */
const MAC_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The program, or a sentence that says why there is none. */
export type FoundChromium = { path: string } | { reason: string }

/** Looks at CHROME_PATH, and at the usual places where that is unset; `none` is for those who want none. */
export function findChromium(
  environment: Record<string, string | undefined>,
  platform: NodeJS.Platform = process.platform,
): FoundChromium {
  const { CHROME_PATH: given, PATH } = environment
  if (given === 'none') return { reason: 'CHROME_PATH asks for none' }
  if (given) return isExecutable(given) ? { path: given } : { reason: `there is no program at CHROME_PATH, ${given}` }
  const path = findProgram(NAMES, PATH) ?? (platform === 'darwin' ? MAC_APPLICATIONS.find(isExecutable) : undefined)
  return path === undefined ? { reason: 'there is no Chromium on PATH, set CHROME_PATH or BROWSER_URL' } : { path }
}

import type { Page } from 'playwright-core'

/** Uses an app for what it is for, as a person would. `t` holds the app's words in the language under test. */
export type MainJob = (page: Page, t: Record<string, string>) => Promise<void>

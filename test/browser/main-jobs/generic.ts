import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useGeneric: MainJob = async (page, t) => {
  expect(await page.getByText(t['origin'] ?? '').isVisible()).toBe(true)
  expect(await page.getByRole('blockquote').textContent()).not.toBe('')
  // It pretends to be nothing that can be used.
  expect(await page.locator('button, input, select, textarea, a').count()).toBe(0)
}

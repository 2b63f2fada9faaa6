import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useGeneric: MainJob = async (page, t) => {
  expect(await page.getByText(t['origin'] ?? '').isVisible()).toBe(true)
  const steps = page.locator('#steps li')
  await page.getByLabel(t['newStep'] ?? '').fill('Ask <b>Ann</b>')
  await page.keyboard.press('Enter')
  await page.getByRole('checkbox', { name: 'Ask <b>Ann</b>' }).check()
  await page.reload()
  expect(await steps.count()).toBe(4)
  expect(await page.getByRole('checkbox', { name: 'Ask <b>Ann</b>' }).isChecked()).toBe(true)
  await page.getByRole('button', { name: `${t['remove']} Ask` }).click()
  expect(await steps.count()).toBe(3)
}

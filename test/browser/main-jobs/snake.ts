import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useSnake: MainJob = async (page, t) => {
  await page.keyboard.press('Space')
  await page.clock.runFor(6 * 150 + 20) // the first food lies six cells ahead
  expect(await page.locator('#score').innerText()).toBe('1')
  await page.getByRole('button', { name: t['pause'] ?? '' }).click()
  await page.clock.runFor(5000)
  expect(await page.getByRole('status').innerText()).toBe(t['pause'])
  await page.getByRole('button', { name: t['up'] ?? '' }).click()
  await page.clock.runFor(20 * 150)
  expect(await page.getByRole('status').innerText()).toContain(t['over'])

  await page.reload()
  expect(Number(await page.locator('#best').innerText())).toBeGreaterThanOrEqual(1)
}

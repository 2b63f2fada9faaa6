import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useHabits: MainJob = async (page, t) => {
  await page.getByLabel(t['newHabit'] ?? '').fill('Read')
  await page.keyboard.press('Enter')
  const ticks = page.getByRole('button', { name: /^Read, / })
  expect(await ticks.count()).toBe(7)
  expect(await ticks.nth(3).isDisabled()).toBe(true)
  await ticks.nth(2).click()
  await ticks.nth(1).click()
  expect(await page.locator('.streak').innerText()).toContain('2')
  expect(await page.locator('#today-count').innerText()).toBe('1 / 1')

  await page.reload()
  expect(await ticks.nth(2).getAttribute('aria-pressed')).toBe('true')
  await page.getByRole('button', { name: t['earlier'] ?? '' }).click()
  expect(await ticks.nth(2).getAttribute('aria-pressed')).toBe('false')
  await ticks.nth(6).click()
  expect(await page.locator('.streak').innerText()).toContain('2') // Monday is still missing
  await page.getByRole('button', { name: t['later'] ?? '' }).click()
  await ticks.nth(0).click()
  expect(await page.locator('.streak').innerText()).toContain('4')
  await page.getByRole('button', { name: `${t['remove']} Read` }).click()
  expect(await page.getByText(t['empty'] ?? '').isVisible()).toBe(true)
}

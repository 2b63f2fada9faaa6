import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useTimer: MainJob = async (page, t) => {
  const time = page.locator('#pomodoro-time')
  await page.getByLabel(t['focus'] ?? '', { exact: true }).fill('2')
  await page.getByLabel(t['focus'] ?? '', { exact: true }).blur()
  expect(await time.innerText()).toBe('02:00')
  await page.getByRole('button', { name: t['start'] ?? '' }).click()
  await page.clock.fastForward('00:30')
  expect(await time.innerText()).toBe('01:30')
  await page.getByRole('button', { name: t['pause'] ?? '' }).click()
  await page.clock.fastForward('10:00')
  expect(await time.innerText()).toBe('01:30')
  await page.getByRole('button', { name: t['start'] ?? '' }).click()
  await page.clock.fastForward('01:31')
  expect(await page.getByText(t['focusOver'] ?? '').isVisible()).toBe(true)
  expect(await time.innerText()).toBe('05:00')
  expect(await page.locator('#rounds').innerText()).toBe('1')

  await page.getByRole('tab', { name: t['stopwatch'] ?? '' }).click()
  await page.getByRole('button', { name: t['start'] ?? '' }).click()
  await page.clock.fastForward('01:05')
  await page.getByRole('button', { name: t['lap'] ?? '', exact: true }).click()
  expect(await page.getByRole('listitem').innerText()).toBe('01:05.0')
}

import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useLanding: MainJob = async (page, t) => {
  const send = page.getByRole('button', { name: t['send'] ?? '' })
  await send.click()
  for (const error of ['errorName', 'errorEmail', 'errorMessage']) {
    expect(await page.getByText(t[error] ?? '').isVisible()).toBe(true)
  }
  expect(await page.evaluate('document.activeElement.id')).toBe('name')
  await page.getByLabel(t['name'] ?? '').fill('Ann')
  await page.getByLabel(t['email'] ?? '').fill('ann@example')
  await page.getByLabel(t['message'] ?? '', { exact: true }).fill('Hello there, friends')
  await page.getByLabel(t['email'] ?? '').fill('not an address')
  await send.click()
  expect(await page.getByText(t['errorEmail'] ?? '').isVisible()).toBe(true)
  await page.getByLabel(t['email'] ?? '').fill('ann@example.com')
  await send.click()
  expect(await page.getByText(t['accepted'] ?? '').isVisible()).toBe(true)

  await page.getByText(t['question1'] ?? '').click()
  expect(await page.getByText(t['answer1'] ?? '').isVisible()).toBe(true)
  const wide = page.viewportSize() ?? { width: 800, height: 560 }
  await page.setViewportSize({ width: 390, height: 800 })
  expect(await page.getByRole('link', { name: t['navPrices'] ?? '', exact: true }).isVisible()).toBe(false)
  await page.getByRole('button', { name: t['menu'] ?? '', exact: true }).click()
  await page.getByRole('link', { name: t['navPrices'] ?? '', exact: true }).click()
  expect(await page.evaluate('location.hash')).toBe('#prices')
  await page.setViewportSize(wide)
}

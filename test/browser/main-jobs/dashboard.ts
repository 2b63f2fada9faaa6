import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useDashboard: MainJob = async (page, t) => {
  const revenue = page.locator('#figures strong').first()
  const monthly = await revenue.innerText()
  const points = () => page.locator('.chart-line').evaluate((line) => line.getAttribute('points')?.split(' ').length)
  expect(await points()).toBe(30)
  await page.getByRole('button', { name: t['days7'] ?? '' }).click()
  expect(await points()).toBe(7)
  expect(await revenue.innerText()).not.toBe(monthly)

  await page.locator('#chart').focus()
  await page.keyboard.press('ArrowLeft')
  expect(await page.locator('#chart-value').innerText()).toMatch(/\d/)

  const amounts = async () => {
    const texts = await page.locator('#orders td:last-child').allInnerTexts()
    return texts.map((text) => Number(text.replace(/\D/g, '')))
  }
  await page.getByRole('button', { name: t['amount'] ?? '' }).click()
  const ascending = await amounts()
  expect(ascending).toEqual(ascending.toSorted((a, b) => a - b))
  await page.getByRole('button', { name: t['amount'] ?? '' }).click()
  expect(await amounts()).toEqual(ascending.toReversed())

  await page.getByLabel(t['search'] ?? '').fill('2040')
  expect(await page.locator('#orders tr').count()).toBe(1)
  await page.getByLabel(t['search'] ?? '').fill('zzz')
  expect(await page.getByText(t['noOrders'] ?? '').isVisible()).toBe(true)
}

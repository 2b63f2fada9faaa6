import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useShop: MainJob = async (page, t) => {
  const names = page.locator('#products h2')
  await page.getByLabel(t['sort'] ?? '', { exact: true }).selectOption({ label: t['sortDear'] ?? '' })
  const dearest = await names.first().innerText()
  const add = page.getByRole('button', { name: `${t['add']}: ${dearest}` })
  await add.click()
  await add.click()
  expect(await page.locator('#cart-count').innerText()).toBe('2')
  const total = async () => Number((await page.locator('#total').innerText()).replace(/\D/g, ''))
  const price = Number((await page.locator('.product strong').first().innerText()).replace(/\D/g, ''))
  expect(await total()).toBe(2 * price)

  await page.reload()
  await page.getByRole('button', { name: `${t['less']} ${dearest}` }).click()
  expect(await total()).toBe(price)
  await page.getByRole('button', { name: t['order'] ?? '' }).click()
  expect(await page.getByText(t['ordered'] ?? '').isVisible()).toBe(true)
  await page.getByRole('button', { name: `${t['less']} ${dearest}` }).click()
  expect(await page.getByText(t['cartEmpty'] ?? '').isVisible()).toBe(true)

  await page.locator('#categories button').nth(1).click()
  expect(await names.count()).toBe(3)
  await page.getByLabel(t['search'] ?? '').fill('zzz')
  expect(await page.getByText(t['nothing'] ?? '').isVisible()).toBe(true)
}

import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useExpenses: MainJob = async (page, t) => {
  const add = async (amount: string, note: string) => {
    await page.getByLabel(t['amount'] ?? '', { exact: true }).fill(amount)
    await page.getByLabel(t['note'] ?? '', { exact: true }).fill(note)
    await page.getByRole('button', { name: t['add'] ?? '', exact: true }).click()
  }
  const number = async (id: string) =>
    Number((await page.locator(id).innerText()).replace(/[^\d,.-]/g, '').replace(',', '.'))
  await add('12.30', 'lunch')
  await page.getByLabel(t['category'] ?? '', { exact: true }).selectOption({ label: t['transport'] ?? '' })
  await add('0.20', '=cmd|1')
  await page.getByRole('radio', { name: t['earning'] ?? '' }).check()
  await add('100', 'gift')
  expect([await number('#balance'), await number('#income'), await number('#expenses')]).toEqual([87.5, 100, 12.5])

  await page.reload()
  expect(await page.locator('#entries li').count()).toBe(3)
  expect(await page.locator('#categories li').allInnerTexts()).toEqual([
    expect.stringContaining(t['food'] ?? ''),
    expect.stringContaining(t['transport'] ?? ''),
  ])
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: t['export'] ?? '' }).click()
  const csv = await readFile(await (await downloading).path(), 'utf8')
  expect(csv.split('\r\n')).toHaveLength(4)
  expect(csv).toContain(`-0.2,"${t['transport']}","'=cmd|1"`)

  await page.getByRole('button', { name: `${t['remove']} gift` }).click()
  expect(await number('#income')).toBe(0)
  await page.getByLabel(t['month'] ?? '').fill('2020-01')
  expect(await page.getByText(t['empty'] ?? '').isVisible()).toBe(true)
}

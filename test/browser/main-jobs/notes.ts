import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useNotes: MainJob = async (page, t) => {
  const notes = page.locator('#notes').getByRole('button')
  const write = async (title: string, text: string) => {
    await page.getByRole('button', { name: t['newNote'] ?? '' }).click()
    await page.getByLabel(t['noteTitle'] ?? '', { exact: true }).fill(title)
    await page.getByRole('textbox', { name: t['noteText'] ?? '', exact: true }).fill(text)
  }
  await write('Trip', 'Pack a <i>warm</i> coat')
  await write('Recipe', 'Flour, eggs')
  await page.getByText(t['saved'] ?? '', { exact: true }).waitFor()

  await page.reload()
  expect(await notes.count()).toBe(2)
  await page.getByLabel(t['search'] ?? '').fill('WARM')
  expect(await notes.allInnerTexts()).toEqual([expect.stringContaining('Pack a <i>warm</i> coat')])
  await notes.first().click()
  await page.getByRole('button', { name: t['delete'] ?? '' }).click()
  expect(await page.getByText(t['notFound'] ?? '').isVisible()).toBe(true)
  await page.getByRole('button', { name: t['undo'] ?? '' }).click()
  expect(await page.getByLabel(t['noteTitle'] ?? '', { exact: true }).inputValue()).toBe('Trip')
}

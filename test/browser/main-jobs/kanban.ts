import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useKanban: MainJob = async (page, t) => {
  const column = (name: string) => page.getByRole('region', { name: t[name] ?? '' })
  const card = (name: string, text: string) => column(name).getByRole('listitem').filter({ hasText: text })
  await page.getByLabel(`${t['newCard']} ${t['todo']}`).fill('Write a letter')
  await page.keyboard.press('Enter')
  await card('todo', 'Write a letter').dragTo(column('doing'))
  expect(await card('doing', 'Write a letter').count()).toBe(1)

  await card('doing', 'Write a letter').focus()
  await page.keyboard.press('ArrowRight')
  expect(await card('done', 'Write a letter').count()).toBe(1)
  await page.keyboard.press('ArrowUp')
  expect(await column('done').getByRole('listitem').first().innerText()).toContain('Write a letter')

  await page.reload()
  await page.getByRole('button', { name: `${t['edit']} Write a letter` }).click()
  await page.keyboard.type('Post it')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: `${t['left']} Post it` }).click()
  expect(await card('doing', 'Post it').count()).toBe(1)
  await page.getByRole('button', { name: `${t['remove']} Post it` }).click()
  expect(await page.getByText('Post it', { exact: true }).count()).toBe(0)
}

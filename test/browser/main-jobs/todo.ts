import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useTodo: MainJob = async (page, t) => {
  const tasks = page.getByRole('region', { name: t['tasks'] ?? '' }).getByRole('listitem')
  const add = async (text: string) => {
    await page.getByLabel(t['newTask'] ?? '').fill(text)
    await page.keyboard.press('Enter')
  }
  await add('milk')
  await add('<b>bread</b>')
  await add('   ')
  expect(await tasks.allInnerTexts()).toEqual([
    expect.stringContaining('milk'),
    expect.stringContaining('<b>bread</b>'),
  ])

  await page.getByRole('checkbox', { name: 'milk' }).check()
  expect(await page.locator('#left').innerText()).toBe('1')
  await page.getByRole('button', { name: t['active'] ?? '', exact: true }).click()
  expect(await tasks.count()).toBe(1)
  await page.getByRole('button', { name: t['done'] ?? '', exact: true }).click()
  expect(await tasks.innerText()).toContain('milk')

  await page.reload()
  expect(await tasks.innerText()).toContain('milk')
  await page.getByRole('button', { name: t['all'] ?? '', exact: true }).click()
  expect(await tasks.count()).toBe(2)

  await page.getByRole('button', { name: `${t['edit']} <b>bread</b>` }).click()
  await page.keyboard.type('butter')
  await page.keyboard.press('Enter')
  expect(await tasks.last().innerText()).toContain('butter')
  await page.getByRole('button', { name: `${t['remove']} butter` }).click()
  await page.getByRole('button', { name: t['clearDone'] ?? '' }).click()
  expect(await tasks.count()).toBe(0)
  expect(await page.getByText(t['emptyAll'] ?? '').isVisible()).toBe(true)
}

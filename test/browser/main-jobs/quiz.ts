import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

/** Right options of the sample questions, counted from 0; the last one is answered wrongly. */
const answers = [1, 2, 3, 0, 1, 3, 0, 0]

export const useQuiz: MainJob = async (page, t) => {
  await page.getByRole('button', { name: t['start'] ?? '' }).click()
  for (const [index, answer] of answers.entries()) {
    const isLast = index === answers.length - 1
    expect(await page.locator('#counter').innerText()).toBe(`${t['question']} ${index + 1} ${t['of']} 8`)
    await page.getByRole('radio').nth(answer).check()
    await page.getByRole('button', { name: t['check'] ?? '' }).click()
    expect(await page.locator('#feedback').innerText()).toContain(isLast ? t['wrong'] : t['right'])
    await page.getByRole('button', { name: (isLast ? t['finish'] : t['next']) ?? '' }).click()
  }
  expect(await page.getByRole('heading', { level: 2 }).innerText()).toBe(`${t['score']} 7 ${t['of']} 8`)
  expect(await page.getByRole('listitem').count()).toBe(8)
  await page.reload()
  expect(await page.locator('#best').innerText()).toBe(`7 ${t['of']} 8`)
}

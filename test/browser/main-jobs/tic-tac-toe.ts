import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useTicTacToe: MainJob = async (page, t) => {
  const cells = page.locator('#board button')
  await page.getByRole('button', { name: t['friend'] ?? '' }).click()
  for (const cell of [0, 3, 1, 4, 2]) await cells.nth(cell).click()
  expect(await page.getByRole('status').innerText()).toBe(`X ${t['wins']}`)
  expect(await page.locator('.winning').count()).toBe(3)
  await cells.nth(8).click({ force: true }) // the game is over: no more marks
  expect(await cells.nth(8).innerText()).toBe('')
  await page.reload()
  expect(await page.locator('#score-x').innerText()).toBe('1')

  await page.getByRole('button', { name: t['perfect'] ?? '' }).click()
  await cells.nth(4).focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter') // X takes the top edge
  for (let turn = 0; turn < 4; turn += 1) {
    await page.clock.runFor(1000)
    const free = page.locator('#board [aria-disabled="false"]')
    if ((await free.count()) > 0) await free.first().click()
  }
  await page.clock.runFor(1000)
  const end = await page.getByRole('status').innerText()
  expect([t['draw'], `O ${t['wins']}`]).toContain(end)
}

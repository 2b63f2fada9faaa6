import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

export const useMemory: MainJob = async (page, t) => {
  await page.getByRole('button', { name: `6 ${t['pairs']}` }).click()
  const cards = page.locator('#cards button')
  expect(await cards.count()).toBe(12)
  const turn = async (index: number) => {
    await cards.nth(index).click()
    return (await cards.nth(index).getAttribute('aria-label'))?.split(': ')[1] ?? ''
  }

  const places = new Map<string, number[]>()
  for (let index = 0; index < 12; index += 1) {
    const picture = await turn(index)
    places.set(picture, [...(places.get(picture) ?? []), index])
    if (index % 2 === 1) await page.clock.runFor(1000)
  }
  expect(places.size).toBe(6)
  for (const pair of places.values()) {
    if ((await cards.nth(pair[0] ?? 0).getAttribute('aria-disabled')) === 'true') continue
    for (const index of pair) await turn(index)
  }
  const moves = await page.locator('#moves').innerText()
  expect(await page.getByRole('status').innerText()).toBe(`${t['won']} ${moves}`)
  expect(await page.locator('.found').count()).toBe(12)
  await page.reload()
  await page.getByRole('button', { name: `6 ${t['pairs']}` }).click()
  expect(await page.locator('#best').innerText()).toBe(moves)
}

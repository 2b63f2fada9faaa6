import { expect } from 'vitest'
import type { MainJob } from './main-job.ts'

const sums: [string, string][] = [
  ['2+3*4', '14'],
  ['(2+3)*4', '20'],
  ['0.1+0.2', '0.3'],
  ['-2*-3', '6'],
  ['200*15%', '30'],
  ['2*(3+4)-10/5', '12'],
]

export const useCalculator: MainJob = async (page, t) => {
  const display = page.getByLabel(t['expression'] ?? '')
  for (const key of ['2', '+', '3', '*', '4']) await page.locator(`[data-key="${key}"]`).click()
  expect(await page.locator('#result').innerText()).toBe('= 14')
  await page.getByRole('button', { name: t['equals'] ?? '', exact: true }).click()
  expect(await display.inputValue()).toBe('14')

  for (const [sum, result] of sums) {
    await page.keyboard.press('Escape')
    await page.keyboard.type(`${sum}=`)
    expect(await display.inputValue(), sum).toBe(result)
  }
  await page.keyboard.press('Escape')
  await page.keyboard.type('1/0=')
  expect(await page.locator('#result').innerText()).toBe(t['divisionByZero'])
  await page.keyboard.press('Escape')
  await page.keyboard.type('2+=')
  expect(await page.locator('#result').innerText()).toBe(t['malformed'])

  await page.reload()
  const entries = page.locator('#history').getByRole('button')
  expect(await entries.count()).toBe(7)
  await entries.last().click()
  expect(await display.inputValue()).toBe('14')
}

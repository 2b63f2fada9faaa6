import { expect, it } from 'vitest'
import { saveScorecard } from '../../../../src/services/published.ts'
import { connectRedis } from '../../../../src/services/redis.ts'
import { FACTORS } from '../../../../src/telemetry/scorecard.ts'
import { parseConfig } from '../../../../src/config.ts'
import { findBarriers } from '../stage.ts'
import type { Walk } from '../walk.ts'

export function lookAfterKeys(walk: Walk): void {
  const { words, button } = walk

  it('makes a key and revokes it, and tells what was used and what is allowed', async () => {
    const { page } = walk
    await page.getByLabel(words.account, { exact: true }).click()
    await page.getByRole('link', { name: words.settings }).click()
    await page.getByLabel(words.keyName, { exact: true }).fill('Script')
    await button(words.makeKey).click()
    await page.getByText(words.keyOnce).waitFor()
    await page.getByRole('region', { name: words.usageByModel }).first().waitFor()
    await page.getByText(words.limitNames.projects, { exact: true }).waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    await button(`${words.revoke}: Script`).click()
    await page.getByText(words.revoked, { exact: true }).waitFor()
  })

  it('keeps a key of a provider, and forgets it', async () => {
    const { page } = walk
    await page.getByRole('textbox', { name: new RegExp(`^${words.provider}`) }).fill('openai')
    await page.getByLabel(words.providerKey, { exact: true }).fill('sk-of-nobody-1234')
    await button(words.keepKey).click()
    await page.getByText(words.endsWith('1234')).waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    await button(`${words.delete}: openai`).click()
    await page.getByText(words.noProviderKeys).waitFor()
  })
}

export function operate(walk: Walk): void {
  const { words, button } = walk

  it('tells operators how the services and the twelve factors are', async () => {
    const { page, stage } = walk
    const factors = FACTORS.map(({ number, name }) => ({
      number,
      name,
      result: 'pass' as const,
      checks: [{ name: 'looked at', result: 'pass' as const, evidence: 'It was seen.' }],
    }))
    const scorecard = { checked_at: new Date().toISOString(), release: null, factors }
    await saveScorecard(connectRedis(parseConfig(stage.environment)), scorecard)

    await page.getByLabel(words.account, { exact: true }).click()
    await page.getByRole('link', { name: words.operator }).click()
    await page.getByLabel(words.operatorToken).fill(stage.environment['METRICS_TOKEN'] ?? '')
    expect(await findBarriers(page, walk.look)).toEqual([])
    await button(words.show).click()
    await page.getByText(words.isReady).waitFor()
    await page.locator('summary').filter({ hasText: 'Backing services' }).click()
    await page.getByText('It was seen.').filter({ visible: true }).waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
  })
}

import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { findBarriers } from '../stage.ts'
import type { Walk } from '../walk.ts'

export function goThroughVersions(walk: Walk): void {
  const { words, button, show } = walk

  it('compares versions and goes back to one', async () => {
    const { page } = walk
    await show(words.versions)
    await button(words.showChanges).first().click()
    await page.locator('.diff summary').filter({ hasText: 'index.html' }).click()
    await page.locator('.cm-content').getByText('My things').waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    await button(words.restoreVersion).click()
    await page.getByRole('heading', { name: new RegExp(words.versionNumber(3), 'i') }).waitFor()
  })

  it('shows what a version looked like, where a browser was attached', async ({ skip }) => {
    const { page, stage } = walk
    skip(stage.environment['BROWSER_URL'] === undefined, 'no browser is attached')
    await button(words.pictureOf(1)).click()
    const dialog = page.getByRole('dialog', { name: words.pictureOf(1) })
    await dialog.getByRole('img', { name: words.pictureNarrow }).waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    await button(words.close).click()
    await dialog.waitFor({ state: 'detached' })
  })

  it('makes a project of a version', async () => {
    const { page } = walk
    const before = page.url()
    await button(words.forkVersion).last().click()
    await page.getByRole('heading', { name: `A todo list (${words.versionNumber(1)})` }).waitFor()
    await page.getByRole('navigation', { name: words.files }).getByText('app.js').waitFor()
    await page.goto(before)
    await page.getByRole('heading', { name: 'A todo list', exact: true }).waitFor()
  })
}

export function takeAwayAndBring(walk: Walk): void {
  const { words, button, goHome } = walk

  it('gives the project out as a ZIP, and takes one in', async () => {
    const { page } = walk
    const download = page.waitForEvent('download')
    await button(words.exportZip).click()
    const content = await readFile(await (await download).path())
    expect(Object.keys(unzipSync(content)).toSorted()).toEqual(['app.js', 'index.html'])

    await goHome()
    const file = { name: 'Brought along.zip', mimeType: 'application/zip', buffer: content }
    await page.getByLabel(words.importZip).setInputFiles(file)
    await page.getByRole('heading', { name: 'Brought along' }).waitFor()
    await page.getByRole('navigation', { name: words.files }).getByText('app.js').waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
  })
}

import { expect, it } from 'vitest'
import { BROKEN, mendPage, TORN } from '../script.ts'
import { findBarriers } from '../stage.ts'
import { changeElsewhere, type Walk } from '../walk.ts'

export function lookAtPreview(walk: Walk): void {
  const { words, button, show, look } = walk

  it('shows the project as it runs, which keeps its entries, at three widths', async () => {
    const { page } = walk
    await show(words.preview)
    const frame = page.frameLocator('.stage iframe')
    // What it does comes with its script.
    await frame.getByRole('list', { name: 'List' }).waitFor({ state: 'attached' })
    await frame.getByLabel('New').fill('Milk')
    await frame.getByRole('button', { name: 'Add' }).click()
    await frame.getByText('Milk').waitFor()
    await button(words.reloadPreview).click()
    await frame.getByText('Milk').waitFor()
    for (const [width, most] of Object.entries({ phone: 390, tablet: 820, desktop: 1280 })) {
      await button(words.widths[width as keyof typeof words.widths]).click()
      const wide = await page.locator('.stage iframe').evaluate<number, HTMLElement>((element) => element.clientWidth)
      expect(wide).toBeLessThanOrEqual(Math.min(most, look.width))
    }
    expect(await findBarriers(page, walk.look)).toEqual([])
  })

  it('gives a script in a preview nothing of the Studio', async () => {
    const { page, stage } = walk
    const frame = page.frames().find((one) => one.url().includes('.preview.localhost'))
    const studio = stage.network.url
    const tried = await frame?.evaluate<unknown>(`(async () => {
      const attempt = async (work) => { try { return String(await work()) } catch (error) { return error.name } }
      return [
        await attempt(() => parent.document.title),
        await attempt(() => parent.localStorage.length),
        await attempt(() => document.cookie),
        await attempt(() => fetch('${studio}/api/session', { method: 'PUT', credentials: 'include' })),
        await attempt(async () => (await fetch('${studio}/api/session', { method: 'PUT' })).status),
        await attempt(async () => (await fetch('/api/session', { method: 'PUT' })).status),
        await attempt(async () => (await fetch('/api/projects')).status),
      ]
    })()`)
    // Its own host has nothing of the API; there, only what is no file is told.
    expect(tried).toEqual(['SecurityError', 'SecurityError', '', 'TypeError', expect.anything(), '405', '404'])
    expect((tried as string[])[4]).toMatch(/^(?:403|TypeError)$/)
  })

  it('gives others an address to look at, who have no account', async () => {
    const { page, stage } = walk
    await button(words.sharePreview).click()
    const link = page.locator('.shared-link input')
    await link.waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    const stranger = await stage.browser.newContext()
    const seen = await stranger.newPage()
    await seen.goto(await link.inputValue())
    await seen.getByRole('heading', { name: 'Things to do' }).waitFor()
    await stranger.close()
    await button(words.close).click()
    await link.waitFor({ state: 'detached' })
  })
}

export function mendReported(walk: Walk): void {
  const { words, button, show } = walk

  it('repairs with one press what the page tells of itself', async () => {
    const { page, stage } = walk
    mendPage(stage.model)
    await changeElsewhere(walk, 'index.html', BROKEN)
    const isTold = page.waitForResponse((response) => response.url().endsWith('.samokoder/report'))
    await page.reload()
    await show(words.preview)
    await page.getByText(words.pageProblems(1)).waitFor()
    await isTold
    expect(await findBarriers(page, walk.look)).toEqual([])
    await button(words.mend).click()
    await page.frameLocator('.stage iframe').getByText('Nothing to do.').waitFor()
    await page.locator('.page-problems').waitFor({ state: 'detached' })
    // The frame's errors are the page's; this one was meant.
    expect(new Set(walk.visit.faults.splice(0))).toEqual(new Set([TORN]))
  })
}

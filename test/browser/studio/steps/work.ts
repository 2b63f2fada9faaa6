import { expect, it } from 'vitest'
import { answerChats, askFirst, fallSilent, writeList } from '../script.ts'
import { findBarriers } from '../stage.ts'
import { changeElsewhere, type Walk } from '../walk.ts'

export function makeProject(walk: Walk): void {
  const { words, show, isDone, look } = walk

  it('starts from a prompt, shows the file grow, and loses nothing with the network and with the page', async () => {
    const { page, stage } = walk
    const { begin, goOn, end } = writeList(stage.model)
    await page.getByLabel(words.promptLabel).fill('A todo list')
    await page.keyboard.press('Enter')
    await page.getByText('A list of things to do.').first().waitFor()
    const growing = page.locator('.growing li').filter({ hasText: 'index.html' })
    await growing.and(page.locator('.is-planned')).waitFor()
    begin.resolve()
    await growing.and(page.locator('.is-writing')).waitFor()
    const beside = page.locator('.live-text').filter({ hasText: 'Things to do' })
    if (look.width === 1280) await beside.waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    goOn.resolve()
    if (look.width === 1280) await beside.filter({ hasText: 'Add' }).waitFor()

    await stage.network.stop('refuses')
    await page.getByText(words.away).waitFor()
    await stage.network.restart()
    await page.getByText(words.away).waitFor({ state: 'detached' })

    await page.reload()
    await page.getByText('A list of things to do.').first().waitFor()
    end.resolve()
    await isDone(1)
    const ending = page.locator('.ending.is-succeeded')
    await ending.waitFor()
    expect(await ending.innerText()).toMatch(/\$|USD/)
    await page.getByText(words.checkedClean(2)).waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
  })

  it('shows the files, whole', async () => {
    const { page } = walk
    await show(words.code)
    const files = page.getByRole('navigation', { name: words.files })
    await files.getByRole('button', { name: 'app.js' }).click()
    await page.locator('.cm-content').getByText("const key = 'things'").waitFor()
    await files.getByRole('button', { name: 'index.html' }).click()
    await page.locator('.cm-content').getByText('Things to do').waitFor()
    await page.locator('.cm-content').getByText('</html>').waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
  })
}

export function goOnByChat(walk: Walk): void {
  const { words, button, say, isDone } = walk

  it('answers, and asks before it changes something', async () => {
    const { page, stage } = walk
    answerChats(stage.model)
    await walk.showChat()
    await page.getByLabel(words.mode).selectOption('ask')
    await say('What is it?')
    await page.locator('.answer').getByText('It is a list of things to do.').waitFor()
    await page.getByLabel(words.mode).selectOption('plan')
    await say('Plan it: another title')
    await page.getByRole('heading', { name: words.asksPlan }).waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    await button(words.approve).click()
    await isDone(2)
    await page.getByLabel(words.mode).selectOption('build')
  })

  it('stops a run', async () => {
    fallSilent(walk.stage.model)
    await say('Take long')
    await button(words.stop).click()
    await walk.page.locator('.ending.is-canceled').waitFor()
  })
}

export function editFiles(walk: Walk): void {
  const { words, button, show } = walk

  it('saves an edit, and shows what somebody else has changed meanwhile', async () => {
    const { page } = walk
    await show(words.code)
    await button(words.edit).click()
    await page.locator('.cm-content[contenteditable="true"]').click()
    await page.keyboard.press('ControlOrMeta+Home')
    await page.keyboard.type('<!-- mine -->')
    await changeElsewhere(walk, 'index.html', '<h1>Theirs</h1>')
    await button(words.save).click()
    await page.getByRole('alert').getByText(words.changedMeanwhile).waitFor()
    await page.locator('.cm-content').getByText('Theirs').waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    await button(words.saveMine).click()
    await button(words.edit).waitFor()
    await page.locator('.cm-content').getByText('<!-- mine -->').waitFor()
  })
}

export function startOtherwise(walk: Walk): void {
  const { words, button, goHome, isDone } = walk

  it('answers a question before there is a plan', async () => {
    const { page, stage } = walk
    askFirst(stage.model)
    await goHome()
    await page.getByLabel(words.promptLabel).fill('Something good')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: words.asks }).waitFor()
    await page.getByText('Which colour shall it have?').waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    await page.getByLabel(words.answerLabel).fill('Green')
    await button(words.send).first().click()
    await isDone(1)
  })

  it('starts from a starter, without a prompt', async () => {
    const { page } = walk
    await goHome()
    await page.getByLabel(words.startFrom).selectOption({ label: 'Browser app' })
    await button(words.takeStarter).click()
    await page.getByRole('heading', { name: 'Browser app' }).waitFor()
    await walk.show(words.preview)
    await page.frameLocator('.stage iframe').locator('body :visible').first().waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
  })
}

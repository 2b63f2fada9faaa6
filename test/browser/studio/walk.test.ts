import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { en } from '../../../src/pages/studio/words/en.ts'
import { ru } from '../../../src/pages/studio/words/ru.ts'
import { answerChats, fallSilent, writeList } from './script.ts'
import { chromiumPath, findBarriers, openStage, type Look, type Stage, type Visit } from './stage.ts'

const LOOKS: (Look & { runtime: 'node' | 'workers' })[] = [
  { language: 'en', width: 1280, scheme: 'light', runtime: 'node' },
  { language: 'ru', width: 390, scheme: 'light', runtime: 'node' },
  { language: 'en', width: 390, scheme: 'dark', runtime: 'node' },
  { language: 'ru', width: 1280, scheme: 'dark', runtime: 'workers' },
]
const PASSWORD = 'correct horse'

const note = chromiumPath === undefined ? ' (skipped: there is no Chromium on PATH)' : ''

describe.skipIf(chromiumPath === undefined).each(LOOKS)(
  `a walk through the Studio on $runtime, in $language at $width pixels, $scheme${note}`,
  (look) => {
    const words = { en, ru }[look.language]
    const email = `${randomUUID()}@example.com`
    let stage: Stage
    let visit: Visit
    let page: Page

    beforeAll(async () => {
      stage = await openStage(look.runtime, { EVENTS_POLL_MS: '100' })
      visit = await stage.visit(look)
      page = visit.page
    })
    afterAll(() => stage?.close())

    // Each step goes on where the one before has ended.
    let isBroken = false
    beforeEach(({ skip }) => skip(isBroken, 'a step before it has failed'))
    afterEach(async ({ task }) => {
      if (task.result?.state !== 'fail' || isBroken) return
      isBroken = true
      console.log(`${page.url()}\n${await page.locator('body').innerText()}`)
    })

    const button = (name: string) => page.getByRole('button', { name, exact: true })
    /** On a narrow screen one part of a project is seen at a time. */
    const show = (name: string) => page.getByRole('link', { name, exact: true }).click()
    const showChat = async () => {
      if (look.width === 390) await show(words.conversation)
    }
    const say = async (text: string) => {
      await showChat()
      // There is one run at a time.
      await button(words.send).waitFor()
      await page.getByLabel(words.requestLabel).fill(text)
      await page.keyboard.press('Enter')
    }
    const isDone = (version: number) => page.getByText(words.committed(version)).waitFor()

    it('makes an account, by keyboard alone', async () => {
      expect(await findBarriers(page)).toEqual([])
      await button(words.toSignUp).press('Enter')
      await page.getByLabel(words.email).fill(email)
      await page.getByLabel(words.password).fill(PASSWORD)
      expect(await findBarriers(page)).toEqual([])
      await page.keyboard.press('Enter')
      await page.getByLabel(words.promptLabel).waitFor()
      await page.getByText(words.noProjects).waitFor()
      expect(await findBarriers(page)).toEqual([])
    })

    it('keeps no token where a script could read it', async () => {
      const cookies = await visit.context.cookies(`${stage.network.url}/api/session`)
      expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/api/session' }])
      const stored = await page.evaluate<string>('JSON.stringify([document.cookie, localStorage, sessionStorage])')
      expect(stored).not.toContain(cookies[0]?.value)
      expect(stored).not.toContain('eyJ')
    })

    it('starts from a prompt, shows the file grow, and loses nothing with the network and with the page', async () => {
      const { goOn } = writeList(stage.model)
      await page.getByLabel(words.promptLabel).fill('A todo list')
      await page.keyboard.press('Enter')
      await page.getByText('A list of things to do.').first().waitFor()
      await page.locator('.growing li.is-writing').filter({ hasText: 'index.html' }).waitFor()
      expect(await findBarriers(page)).toEqual([])

      await stage.network.stop('refuses')
      await page.getByText(words.away).waitFor()
      await stage.network.restart()
      await page.getByText(words.away).waitFor({ state: 'detached' })

      await page.reload()
      await page.getByText('A list of things to do.').first().waitFor()
      goOn.resolve()
      await isDone(1)
      await page.locator('.ending.is-succeeded').waitFor()
      expect(await findBarriers(page)).toEqual([])
    })

    it('shows the files, whole', async () => {
      await show(words.code)
      const files = page.getByRole('navigation', { name: words.files })
      await files.getByRole('button', { name: 'app.js' }).click()
      await page.locator('.cm-content').getByText("const key = 'things'").waitFor()
      await files.getByRole('button', { name: 'index.html' }).click()
      await page.locator('.cm-content').getByText('Things to do').waitFor()
      await page.locator('.cm-content').getByText('</html>').waitFor()
      expect(await findBarriers(page)).toEqual([])
    })

    it('shows the project as it runs, which keeps its entries, at three widths', async () => {
      await show(words.preview)
      const frame = page.frameLocator('.stage iframe')
      // What it does comes with its script.
      await frame.getByRole('list', { name: 'List' }).waitFor({ state: 'attached' })
      await frame.getByLabel('New').fill('Milk')
      await frame.getByRole('button', { name: 'Add' }).click()
      await frame.getByText('Milk').waitFor()
      await button(words.reloadPreview).click()
      await frame.getByText('Milk').waitFor()
      if (look.width === 1280) {
        await button(words.widths.phone).click()
        const wide = await page.locator('.stage iframe').evaluate<number, HTMLElement>((element) => element.clientWidth)
        expect(wide).toBeLessThanOrEqual(390)
      }
      expect(await findBarriers(page)).toEqual([])
    })

    it('gives a script in a preview nothing of the Studio', async () => {
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

    it('answers, and asks before it changes something', async () => {
      answerChats(stage.model)
      await showChat()
      await page.getByLabel(words.mode).selectOption('ask')
      await say('What is it?')
      await page.locator('.answer').getByText('It is a list of things to do.').waitFor()
      await page.getByLabel(words.mode).selectOption('plan')
      await say('Plan it: another title')
      await page.getByRole('heading', { name: words.asksPlan }).waitFor()
      expect(await findBarriers(page)).toEqual([])
      await button(words.approve).click()
      await isDone(2)
      await page.getByLabel(words.mode).selectOption('build')
    })

    it('stops a run', async () => {
      fallSilent(stage.model)
      await say('Take long')
      await button(words.stop).click()
      await page.locator('.ending.is-canceled').waitFor()
    })

    it('compares versions and goes back to one', async () => {
      await show(words.versions)
      await button(words.showChanges).first().click()
      await page.locator('.diff summary').filter({ hasText: 'index.html' }).click()
      await page.locator('.cm-content').getByText('My things').waitFor()
      expect(await findBarriers(page)).toEqual([])
      await button(words.restoreVersion).click()
      await page.getByRole('heading', { name: new RegExp(words.versionNumber(3), 'i') }).waitFor()
    })

    it('saves an edit, and shows what somebody else has changed meanwhile', async () => {
      await show(words.code)
      await button(words.edit).click()
      await page.locator('.cm-content[contenteditable="true"]').click()
      await page.keyboard.press('ControlOrMeta+Home')
      await page.keyboard.type('<!-- mine -->')
      await changeElsewhere(stage.network.url, email, page, '<h1>Theirs</h1>')
      await button(words.save).click()
      await page.getByRole('alert').getByText(words.changedMeanwhile).waitFor()
      await page.locator('.cm-content').getByText('Theirs').waitFor()
      await button(words.saveMine).click()
      await button(words.edit).waitFor()
      await page.locator('.cm-content').getByText('<!-- mine -->').waitFor()
    })

    it('gives the project out as a ZIP', async () => {
      const download = page.waitForEvent('download')
      await button(words.exportZip).click()
      const archive = unzipSync(await readFile(await (await download).path()))
      expect(Object.keys(archive).toSorted()).toEqual(['app.js', 'index.html'])
    })

    it('makes a key, and tells what was used', async () => {
      await page.getByLabel(words.account, { exact: true }).click()
      await page.getByRole('link', { name: words.settings }).click()
      await page.getByLabel(words.keyName, { exact: true }).fill('Script')
      await button(words.makeKey).click()
      await page.getByText(words.keyOnce).waitFor()
      await page.getByRole('region', { name: words.usageByModel }).first().waitFor()
      expect(await findBarriers(page)).toEqual([])
    })

    it('signs out, and in again', async () => {
      await page.getByLabel(words.account, { exact: true }).click()
      await button(words.signOut).click()
      await page.getByLabel(words.email).fill(email)
      await page.getByLabel(words.password).fill(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByRole('link', { name: /A todo list/ }).waitFor()
      expect(await findBarriers(page)).toEqual([])
    })

    it('has met no error on the way', () => {
      expect(visit.faults).toEqual([])
    })
  },
)

/** Writes index.html as another client of the same account does. */
async function changeElsewhere(url: string, email: string, page: Page, text: string): Promise<void> {
  const login = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  })
  const { access_token: token } = (await login.json()) as { access_token: string }
  const id = /projects\/([0-9a-f-]+)/.exec(page.url())?.[1]
  const written = await fetch(`${url}/api/projects/${id}/files/index.html`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}` },
    body: text,
  })
  expect(written.status).toBe(200)
}

import { expect, it } from 'vitest'
import { findBarriers } from '../stage.ts'
import type { Walk } from '../walk.ts'

export function beginAccount(walk: Walk): void {
  const { words, email, password, button } = walk

  it('makes an account, by keyboard alone', async () => {
    const { page } = walk
    expect(await findBarriers(page, walk.look)).toEqual([])
    await button(words.toSignUp).press('Enter')
    await page.getByLabel(words.email).fill(email)
    await page.getByLabel(words.password).fill(password)
    expect(await findBarriers(page, walk.look)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByLabel(words.promptLabel).waitFor()
    await page.getByText(words.noProjects).waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
  })

  it('keeps no token where a script could read it', async () => {
    const { page, visit, stage } = walk
    const cookies = await visit.context.cookies(`${stage.network.url}/api/session`)
    expect(cookies).toMatchObject([{ httpOnly: true, sameSite: 'Strict', path: '/api/session' }])
    const stored = await page.evaluate<string>('JSON.stringify([document.cookie, localStorage, sessionStorage])')
    expect(stored).not.toContain(cookies[0]?.value)
    expect(stored).not.toContain('eyJ')
  })
}

type Mailbox = { tokenOf: (email: string) => Promise<string> }

/** `mailbox` has what the mail of Auth brings. */
export function endAccount(walk: Walk, mailbox: Mailbox): void {
  const { words, button } = walk
  const leave = async (name: string) => {
    await walk.page.getByLabel(words.account, { exact: true }).click()
    await button(name).click()
    await walk.page.getByLabel(words.email).waitFor()
  }

  it('signs out, and in again', async () => {
    await leave(words.signOut)
    await walk.signIn()
    await walk.page
      .getByRole('link', { name: /A todo list/ })
      .first()
      .waitFor()
    expect(await findBarriers(walk.page, walk.look)).toEqual([])
  })

  it('signs out everywhere', async () => {
    const elsewhere = await walk.stage.visit(walk.look)
    await walk.signIn(elsewhere.page)
    await leave(words.signOutEverywhere)
    await elsewhere.page.reload()
    await elsewhere.page.getByLabel(words.email).waitFor()
    await elsewhere.context.close()
  })

  it('sets a new password by a mail, for one that is forgotten', async () => {
    const { page, email, stage } = walk
    await button(words.forgotten).click()
    await page.getByLabel(words.email).fill(email)
    expect(await findBarriers(page, walk.look)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText(words.mailSent).waitFor()
    await expect.poll(() => mailbox.tokenOf(email), { timeout: 20_000 }).not.toBe('')

    walk.password = 'another horse'
    await page.goto(`${stage.network.url}/#/reset?token_hash=${await mailbox.tokenOf(email)}`)
    await page.getByLabel(words.newPassword).fill(walk.password)
    expect(await findBarriers(page, walk.look)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByLabel(words.promptLabel).waitFor()
    expect(page.url()).not.toContain('token')

    await leave(words.signOut)
    await walk.signIn()
  })

  it('says of a link that has served what to do', async () => {
    const { page, stage } = walk
    await page.goto(`${stage.network.url}/#error=access_denied&error_code=otp_expired`)
    await page.getByText(words.spentLink).waitFor()
    expect(await findBarriers(page, walk.look)).toEqual([])
    await page.getByRole('link', { name: words.toSignIn }).click()
    await page.getByLabel(words.promptLabel).waitFor()
  })
}

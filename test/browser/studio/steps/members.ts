// Two people in one project: the one of the walk, whose it is, and a guest in a browser of their own.
import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { findBarriers, type Visit } from '../stage.ts'
import { showIn, signUp, type Walk } from '../walk.ts'

/** It is written from right to left, and what stands around it is not. */
const PROJECT = 'مشروع (1)'
const PASSWORD = 'correct horse'

/** As the Studio sets a name within a sentence. */
const within = (name: string) => `\u2068${name}\u2069`

export type Guest = { email: string; visit: Visit; page: Page; button: (name: string) => Locator }

export function inviteGuest(walk: Walk): Guest {
  const { words, button, show, look } = walk
  const guest = { email: `${randomUUID()}@example.com` } as Guest
  guest.button = (name) => guest.page.getByRole('button', { name, exact: true })
  let link = ''

  beforeAll(async () => {
    guest.visit = await walk.stage.visit(look)
    guest.page = guest.visit.page
  })

  it('shows the owner who is in a project, and that nobody else is', async () => {
    const { page } = walk
    await signUp(page, words, walk.email, walk.password)
    await page.getByLabel(words.startFrom).selectOption({ label: 'Browser app' })
    await button(words.takeStarter).click()
    await page.getByRole('heading', { name: 'Browser app' }).waitFor()
    await page.getByLabel(words.projectMenu, { exact: true }).click()
    await button(words.rename).click()
    await page.getByLabel(words.renameLabel).fill(PROJECT)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: PROJECT }).waitFor()

    await show(words.members)
    await page.getByText(words.noMembers).waitFor()
    await page.getByText(words.noInvitations).waitFor()
    await page.getByText(walk.email).filter({ visible: true }).waitFor()
    expect(await findBarriers(page, look)).toEqual([])
  })

  it('makes a link that is shown once, and copies it', async () => {
    const { page, visit } = walk
    await visit.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByLabel(words.inviteRole).selectOption('editor')
    await button(words.makeInvitationLink).click()
    const field = page.locator('.shared-link input')
    await field.waitFor()
    link = await field.inputValue()
    expect(link).toContain(walk.stage.network.url)
    await page.evaluate("navigator.clipboard.writeText('something else')")
    await button(words.copy).click()
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(link)
    await page.getByText(words.byLink).waitFor()
    expect(await findBarriers(page, look)).toEqual([])
    // It scrolls on its own, so that the page is no wider for what sticks out of it.
    const panel = page.getByRole('region', { name: words.members })
    const hidden = await panel.evaluate<number, HTMLElement>((element) => element.scrollWidth - element.clientWidth)
    expect(hidden).toBe(0)
    await button(words.close).click()
    await page.reload()
    await page.getByText(words.byLink).waitFor()
    expect(await field.count()).toBe(0)
  })

  it('asks whoever opens the link to sign in, and to accept', async () => {
    const { page } = guest
    await page.goto(link)
    await page.getByText(words.signInToAccept).waitFor()
    expect(await findBarriers(page, look)).toEqual([])
    await signUp(page, words, guest.email, PASSWORD)
    await page.getByRole('heading', { name: words.invitedTitle }).waitFor()
    await page.getByText(words.invitedLead(within(guest.email))).waitFor()
    expect(await findBarriers(page, look)).toEqual([])
    await guest.button(words.accept).click()
    await page.getByRole('heading', { name: PROJECT }).waitFor()
    expect(page.url()).not.toContain('member-')
  })

  it('says of a link that somebody has taken what to do', async () => {
    const late = await walk.stage.visit(look)
    await late.page.goto(link)
    await signUp(late.page, words, `${randomUUID()}@example.com`, PASSWORD)
    await late.page.getByRole('button', { name: words.accept, exact: true }).click()
    await late.page.getByRole('alert').getByText(words.spentInvitation).waitFor()
    expect(await findBarriers(late.page, look)).toEqual([])
    expect(late.faults).toEqual([])
    await late.context.close()
  })
  return guest
}

export function workAsEditor(walk: Walk, guest: Guest): void {
  const { words, button, look } = walk

  it('lets an editor change files, and offers nothing that is the owner’s', async () => {
    const { page } = guest
    await showIn(page, words.code)
    await editFile(guest, words.edit, '<!-- by the guest -->')
    await guest.button(words.save).click()
    await guest.button(words.edit).waitFor()
    await page.locator('.cm-content').getByText('<!-- by the guest -->').waitFor()

    await page.getByLabel(words.projectMenu, { exact: true }).click()
    await guest.button(words.rename).waitFor()
    expect(await guest.button(words.deleteProject).count()).toBe(0)
    await page.keyboard.press('Escape')
    await showIn(page, words.preview)
    await page.getByLabel(words.openPreview).waitFor()
    expect(await guest.button(words.sharePreview).count()).toBe(0)
    await showIn(page, words.members)
    await page.getByText(words.ownerInvites).waitFor()
    await guest.button(words.memberSteps.leave).waitFor()
    expect(await guest.button(words.makeInvitationLink).count()).toBe(0)
    expect(await findBarriers(page, look)).toEqual([])
  })

  it('lists a shared project with the role in it', async () => {
    const { page } = guest
    await page.getByRole('link', { name: words.allProjects }).click()
    const listed = page.getByRole('link', { name: PROJECT })
    await listed.getByText(words.roles.editor).waitFor()
    expect(await findBarriers(page, look)).toEqual([])
    await listed.click()
    await page.getByRole('heading', { name: PROJECT }).waitFor()
  })

  it('makes a viewer of an editor, by keyboard, who cannot save what was begun', async () => {
    await showIn(guest.page, words.code)
    await editFile(guest, words.edit, '<!-- too late -->')

    const { page } = walk
    await page.reload()
    const menu = page.getByLabel(words.memberMenu(within(guest.email)))
    await menu.press('Enter')
    await page.keyboard.press('Tab')
    expect(await findBarriers(page, look)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText(words.memberIsNow(within(guest.email), words.roles.viewer)).waitFor()
    await row(walk, guest).getByText(words.roles.viewer).waitFor()

    await guest.button(words.save).click()
    await guest.page
      .getByRole('alert')
      .getByText(words.problems['editor_needed'] ?? '')
      .waitFor()
    expect(await findBarriers(guest.page, look)).toEqual([])
    await guest.button(words.cancel).click()
    await guest.button(words.edit).waitFor({ state: 'detached' })
  })

  it('shows a viewer everything, and the reason why there is nothing to press', async () => {
    const { page } = guest
    await page.reload()
    await page.locator('.cm-content').getByText('<!-- by the guest -->').waitFor()
    expect(await page.locator('.cm-content').getByText('<!-- too late -->').count()).toBe(0)
    expect(await guest.button(words.edit).count()).toBe(0)
    await showIn(page, words.versions)
    await guest.button(words.forkVersion).first().waitFor()
    expect(await guest.button(words.restoreVersion).count()).toBe(0)
    expect(await page.getByLabel(words.projectMenu, { exact: true }).count()).toBe(0)
    if (look.width === 390) await showIn(page, words.conversation)
    await page.getByText(words.viewerOnly).waitFor()
    expect(await page.getByLabel(words.requestLabel).count()).toBe(0)
    expect(await findBarriers(page, look)).toEqual([])
  })

  it('finds an invitation by address above the projects, and takes it', async () => {
    const { page } = walk
    await inviteByAddress(walk, guest.email)
    await page.getByText(words.invitedByEmail(within(guest.email))).waitFor()
    expect(await findBarriers(page, look)).toEqual([])
    await guest.page.getByRole('link', { name: words.allProjects }).click()
    await guest.page.getByRole('heading', { name: words.ownInvitations }).waitFor()
    expect(await findBarriers(guest.page, look)).toEqual([])
    await guest.button(`${words.accept}: ${within(PROJECT)}`).click()
    await guest.page.getByLabel(words.requestLabel).waitFor()
  })

  it('withdraws an invitation', async () => {
    const { page } = walk
    await inviteByAddress(walk, 'somebody@example.com')
    await button(`${words.withdraw}: ${within('somebody@example.com')}`).click()
    await button(`${words.withdraw}: ${within('somebody@example.com')}`).waitFor({ state: 'detached' })
    expect(await findBarriers(page, look)).toEqual([])
  })
}

export function partWays(walk: Walk, guest: Guest): void {
  const { words, look } = walk
  const openMenu = async (of: Walk | Guest, email: string, step: keyof typeof words.memberSteps) => {
    await of.page.reload()
    await of.page.getByLabel(words.memberMenu(within(email))).click()
    await of.button(words.memberSteps[step]).click()
  }

  it('gives the project away after a question, and gets it back', async () => {
    const { page, button } = walk
    const sure = words.memberStepSure.make_owner(within(guest.email))
    await openMenu(walk, guest.email, 'make_owner')
    const dialog = page.getByRole('dialog', { name: words.memberSteps.make_owner })
    await dialog.getByText(sure).waitFor()
    expect(await findBarriers(page, look)).toEqual([])
    await button(words.cancel).click()
    await dialog.waitFor({ state: 'detached' })
    const focused = await page.evaluate<string>("document.activeElement.getAttribute('aria-label')")
    expect(focused).toBe(words.memberMenu(within(guest.email)))
    await row(walk, guest).getByText(words.roles.editor).waitFor()

    await openMenu(walk, guest.email, 'make_owner')
    await button(words.memberStepYes.make_owner).click()
    await page.getByText(words.memberIsNow(within(guest.email), words.roles.owner)).waitFor()
    await page.getByText(words.ownerInvites).waitFor()
    expect(await button(words.makeInvitationLink).count()).toBe(0)

    await showIn(guest.page, words.members)
    await openMenu(guest, walk.email, 'make_owner')
    await guest.button(words.memberStepYes.make_owner).click()
    await guest.page.getByText(words.ownerInvites).waitFor()
  })

  it('removes a member, who is told so at the next step', async () => {
    const { page, button } = walk
    await openMenu(walk, guest.email, 'remove')
    await page.getByRole('dialog', { name: words.memberSteps.remove }).waitFor()
    await button(words.memberStepYes.remove).click()
    await page.getByText(words.memberIsGone(within(guest.email))).waitFor()
    await page.getByText(words.noMembers).waitFor()

    await showIn(guest.page, words.versions)
    await showIn(guest.page, words.members)
    await guest.page.getByRole('alert').getByText(words.projectGone).waitFor()
    expect(await guest.page.getByText(PROJECT).count()).toBe(0)
    expect(await findBarriers(guest.page, look)).toEqual([])
    await guest.page.getByRole('main').getByRole('link', { name: words.allProjects }).click()
    await guest.page.getByText(words.noProjects).waitFor()
  })

  it('leaves a project after a question', async () => {
    await inviteByAddress(walk, guest.email)
    await walk.page.getByText(words.invitedByEmail(within(guest.email))).waitFor()
    await guest.page.reload()
    await guest.button(`${words.accept}: ${within(PROJECT)}`).click()
    await showIn(guest.page, words.members)
    await guest.button(words.memberSteps.leave).click()
    await guest.page.getByRole('dialog', { name: words.memberSteps.leave }).waitFor()
    await guest.button(words.memberStepYes.leave).click()
    await guest.page.getByText(words.noProjects).waitFor()
  })
}

/** Goes into the first file and types at its beginning. */
async function editFile({ page, button }: Guest, edit: string, text: string): Promise<void> {
  await button(edit).click()
  await page.locator('.cm-content[contenteditable="true"]').click()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.type(text)
}

async function inviteByAddress({ page, words, button }: Walk, email: string): Promise<void> {
  await page.getByLabel(words.inviteEmail).fill(email)
  await page.getByLabel(words.inviteRole).selectOption('editor')
  await button(words.invite).click()
  await button(`${words.withdraw}: ${within(email)}`).waitFor()
}

function row({ page, words }: Walk, { email }: Guest): Locator {
  return page
    .getByRole('region', { name: words.members })
    .getByRole('listitem')
    .filter({ has: page.getByLabel(words.memberMenu(within(email))) })
}

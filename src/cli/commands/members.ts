import { Argument, Option, type Command } from 'commander'
import { perform, Refusal, table, type Result } from '../command.ts'
import { openUserApi, type UserApi } from '../user/api.ts'
import { askLine, isAttended } from '../user/ask-person.ts'
import { findMember, listMembers, type Member } from '../user/members.ts'
import { openProject } from '../user/open-project.ts'
import { wholeNumber } from '../whole-number.ts'

type OfProject = { project?: string }
type Invitation = { id: string; email: string | null; role: string; expires_at: string }
type OwnInvitation = Invitation & { project_id: string; project_name: string }
type Project = { id: string; name: string; role: string }

const ROLES = ['viewer', 'editor']
const DAY_SECONDS = 24 * 3600
const MOST_DAYS = 30

export function addMembers(program: Command): void {
  const members = program.command('members').summary('who may do what in a project, and invitations to it')
  addList(members)
  addInvite(members)
  addWithdraw(members)
  addRole(members)
  addRemove(members)
  addLeave(members)
  addTransfer(members)
  addInvitations(members)
  addAccept(members)
}

const ofProject = (command: Command) => command.option('--project <id>', 'of another project than that of this folder')

const dayOf = (time: string) => time.slice(0, 10)

function addList(members: Command): void {
  const command = ofProject(members.command('list', { isDefault: true }))
    .argument('[project]', 'id of a project; that of this folder when absent')
    .summary('its members; for its owner, open invitations, too')
  perform(command, async (given: string | undefined, options: OfProject): Promise<Result> => {
    const { api, id } = await openProject(given ?? options.project)
    const items = await listMembers(api, id)
    const { role } = await api.json<Project>('GET', `/api/projects/${id}`)
    const path = `/api/projects/${id}/invitations`
    const invitations = role === 'owner' ? (await api.json<{ items: Invitation[] }>('GET', path)).items : []
    const lines = table([
      ['member', 'name', 'role', 'since'],
      ...items.map(({ email, name, role, created_at }) => [email, name, role, dayOf(created_at)]),
    ])
    const rows = invitations.map(({ id, email, role, expires_at }) => [
      id,
      email ?? 'whoever has the link',
      role,
      dayOf(expires_at),
    ])
    const invited = rows.length === 0 ? [] : ['', ...table([['invitation', 'for', 'role', 'until'], ...rows])]
    return { data: { members: items, invitations }, lines: [...lines, ...invited] }
  })
}

type InviteOptions = OfProject & { role: string; email?: string; days: number }

function addInvite(members: Command): void {
  const command = ofProject(members.command('invite'))
    .summary('invite an account by its address, or whoever has a link, which is shown this once')
    .addOption(new Option('--role <role>', 'what they may do').choices(ROLES).makeOptionMandatory())
    .option('--email <address>', 'the account that is invited; it finds the invitation by itself, as no mail is sent')
    .option('--days <n>', 'how long it is good', wholeNumber(MOST_DAYS, 'days'), 7)
    .addHelpText('after', '\nExample:\n  samokoder members invite --role editor --email ada@example.com')
  perform(command, async ({ project, role, email, days }: InviteOptions): Promise<Result> => {
    const { api, id } = await openProject(project)
    const body = { role, expires_in_seconds: days * DAY_SECONDS }
    if (email !== undefined) {
      const sent = { body: { ...body, email } }
      const made = await api.json<Invitation>('POST', `/api/projects/${id}/members`, sent)
      return { data: made, lines: [`invited ${made.email} as ${role}, until ${dayOf(made.expires_at)}`] }
    }
    const made = await api.json<Invitation & { token: string }>('POST', `/api/projects/${id}/invitations`, { body })
    const link = `${api.url}/#/invitations/${made.token}`
    return { data: { ...made, link }, lines: [link] }
  })
}

function addWithdraw(members: Command): void {
  const command = ofProject(members.command('withdraw'))
    .argument('<invitation>', 'from samokoder members list')
    .summary('take an invitation back that nobody has accepted')
  perform(command, async (invitation: string, { project }: OfProject): Promise<Result> => {
    const { api, id } = await openProject(project)
    await api.json('DELETE', `/api/projects/${id}/invitations/${encodeURIComponent(invitation)}`)
    return { data: { id: invitation }, lines: [`withdrew ${invitation}`] }
  })
}

const MEMBER = ['<member>', 'e-mail address or id, from samokoder members list'] as const

function addRole(members: Command): void {
  const command = ofProject(members.command('role'))
    .argument(...MEMBER)
    .addArgument(new Argument('<role>', 'transfer gives the project away').choices(ROLES))
    .summary('give a member another role')
  perform(command, async (who: string, role: string, { project }: OfProject): Promise<Result> => {
    const { api, id } = await openProject(project)
    return giveRole(api, id, await findMember(api, id, who), role)
  })
}

function addRemove(members: Command): void {
  const command = ofProject(members.command('remove'))
    .argument(...MEMBER)
    .summary('take a member out of the project')
  perform(command, async (who: string, { project }: OfProject): Promise<Result> => {
    const { api, id } = await openProject(project)
    const { user_id, email } = await findMember(api, id, who)
    await api.json('DELETE', `/api/projects/${id}/members/${user_id}`)
    return { data: { user_id, email }, lines: [`removed ${email}`] }
  })
}

function addLeave(members: Command): void {
  const command = ofProject(members.command('leave')).summary('leave a project of somebody else')
  perform(command, async ({ project }: OfProject): Promise<Result> => {
    const { api, id } = await openProject(project)
    const self = await api.json<{ id: string }>('GET', '/api/auth/user')
    await api.json('DELETE', `/api/projects/${id}/members/${self.id}`)
    return { data: { project: id }, lines: [`left ${id}`] }
  })
}

function addTransfer(members: Command): void {
  const command = ofProject(members.command('transfer'))
    .argument(...MEMBER)
    .summary('give the project to a member')
    .description(
      'Gives the project to a member, whose account it counts to from then on. You stay as an editor, open invitations end, and ' +
        'only the new owner can give it back.',
    )
    .option('--yes', 'without a question')
  perform(command, async (who: string, { project, yes = false }: OfProject & { yes?: boolean }): Promise<Result> => {
    const { api, id } = await openProject(project)
    const member = await findMember(api, id, who)
    if (!yes) await confirmTransfer(member)
    return giveRole(api, id, member, 'owner')
  })
}

async function confirmTransfer({ email }: Member): Promise<void> {
  const answer = isAttended() ? await askLine(`Give the project to ${email}, for good? Type yes: `) : ''
  if (answer !== 'yes') throw new Refusal('not_confirmed', 'The project stays yours.', 'Say --yes to give it away.')
}

async function giveRole(api: UserApi, id: string, { user_id }: Member, role: string): Promise<Result> {
  const path = `/api/projects/${id}/members/${user_id}`
  const changed = await api.json<Member>('PATCH', path, { body: { role } })
  return { data: changed, lines: [`${changed.email} is ${changed.role}`] }
}

function addInvitations(members: Command): void {
  const command = members.command('invitations').summary('what your account is invited to by its address')
  perform(command, async (): Promise<Result> => {
    const { items } = await (await openUserApi()).json<{ items: OwnInvitation[] }>('GET', '/api/invitations')
    const rows = items.map(({ id, project_name, role, expires_at }) => [id, project_name, role, dayOf(expires_at)])
    return { data: items, lines: table([['invitation', 'project', 'role', 'until'], ...rows]) }
  })
}

/** What a token begins with, alone or at the end of a link. */
const TOKEN = /(?:^|\/)(member-\w+)$/

function addAccept(members: Command): void {
  const command = members
    .command('accept')
    .argument('<invitation>', 'a link, a token, or an id from samokoder members invitations')
    .summary('accept an invitation to a project')
  perform(command, async (given: string): Promise<Result> => {
    const api = await openUserApi()
    const [, token] = TOKEN.exec(given) ?? []
    const project =
      token === undefined
        ? await api.json<Project>('POST', `/api/invitations/${encodeURIComponent(given)}/accept`)
        : await api.json<Project>('POST', '/api/invitations/accept', { body: { token } })
    return {
      data: project,
      lines: [`${project.role} of ${project.name}`, `samokoder pull ${project.id} --out FOLDER has its files`],
    }
  })
}

// The members of a project, as two users of a deployment have them at the command line.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServices } from '../../../local/services.ts'
import { startWebProcess, type WebProcess } from '../../../local/web-process.ts'
import { samokoderTold, type Told } from '../../support/cli.ts'
import { makeTemporaryFolder } from '../../support/temporary-folder.ts'

type Person = { email: string; home: string }
type Member = { email: string; role: string }

let services: Awaited<ReturnType<typeof startServices>>
let web: WebProcess
let ada: Person
let bob: Person
let project: string
let folder: string

beforeAll(async () => {
  services = await startServices({ dataDir: await makeTemporaryFolder(), database: 'in memory' }, {})
  const { environment } = services
  const onLine = () => undefined
  web = await startWebProcess({ runtime: 'node', environment, port: 0, folder: await makeTemporaryFolder(), onLine })
  ada = { email: 'ada@example.com', home: await makeTemporaryFolder() }
  bob = { email: 'bob@example.com', home: await makeTemporaryFolder() }
  for (const person of [ada, bob]) {
    const told = await tell(
      person,
      person.home,
      'correct horse\n',
      'login',
      '--url',
      web.url,
      '--email',
      person.email,
      '--register',
    )
    expect(told.code, told.stderr).toBe(0)
  }
  project = await createProject(ada)
  folder = join(ada.home, 'app')
  await as(ada, 'pull', project, '--out', 'app')
})
afterAll(async () => {
  await web?.stop()
  await services?.close()
})

const tell = ({ home }: Person, cwd: string, input: string, ...parameters: string[]): Promise<Told> =>
  samokoderTold(cwd, { PATH: '', HOME: home, XDG_CONFIG_HOME: join(home, 'config') }, input, ...parameters)
/** In the home of that person, which belongs to no project. */
const as = (person: Person, ...parameters: string[]) => tell(person, person.home, '', ...parameters)
/** In the folder of the project. */
const inFolder = (...parameters: string[]) => tell(ada, folder, '', 'members', ...parameters)

async function createProject({ home }: Person): Promise<string> {
  const login = JSON.parse(await readFile(join(home, 'config', 'samokoder', 'login.json'), 'utf8')) as {
    session: { access_token: string }
  }
  const made = await fetch(`${web.url}/api/projects`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${login.session.access_token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'App', template: 'browser' }),
  })
  expect(made.status).toBe(201)
  return ((await made.json()) as { id: string }).id
}

async function rolesIn(person: Person): Promise<string[]> {
  const { json } = await as(person, 'members', project, '--json')
  return (json as { members: Member[] }).members.map(({ email, role }) => `${email} ${role}`)
}

describe('samokoder members', () => {
  it('lists who is in the project of the folder, or in one that is named', async () => {
    const told = await inFolder()
    expect(told.code, told.stderr).toBe(0)
    expect(told.stdout).toMatch(/^member +name +role +since\nada@example\.com +owner +\d{4}-\d\d-\d\d\n$/)
    expect((await inFolder('list')).stdout).toBe(told.stdout)
    for (const given of [[project], ['--project', project]])
      expect((await as(ada, 'members', 'list', ...given)).stdout).toBe(told.stdout)
    expect(await as(ada, 'members')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('belongs to no project'),
    })
    expect(await as(bob, 'members', project)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no such resource'),
    })
  })

  it('invites by a link, which is good for one account', async () => {
    const link = (await inFolder('invite', '--role', 'editor')).stdout.trim()
    expect(link).toMatch(new RegExp(`^${web.url}/#/invitations/member-[0-9a-f]{32}$`))
    expect((await inFolder('list')).stdout).toMatch(/[0-9a-f-]{36} +whoever has the link +editor/)
    const told = await as(bob, 'members', 'accept', link)
    expect(told, told.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('editor of App') })
    expect(await rolesIn(bob)).toEqual(['ada@example.com owner', 'bob@example.com editor'])
    expect(await as(bob, 'members', 'accept', link.split('/').at(-1) ?? '')).toMatchObject({ code: 1 })
  })

  it('gives an editor the files to change, and a viewer to read alone', async () => {
    expect((await as(bob, 'pull', project, '--out', 'app')).code).toBe(0)
    const theirs = join(bob.home, 'app')
    await writeFile(join(theirs, 'by-bob.txt'), 'mine\n')
    expect((await tell(bob, theirs, '', 'push')).code).toBe(0)
    const told = await inFolder('role', 'BOB@example.com', 'viewer', '--json')
    expect(told.json, told.stderr).toMatchObject({ email: 'bob@example.com', role: 'viewer' })
    await writeFile(join(theirs, 'by-bob.txt'), 'more\n')
    expect(await tell(bob, theirs, '', 'push')).toMatchObject({ code: 1, stderr: expect.stringContaining('viewer') })
    expect((await tell(bob, theirs, '', 'members', 'invite', '--role', 'viewer', '--json')).json).toMatchObject({
      error: { code: 'owner_needed' },
    })
    expect(await inFolder('role', bob.email, 'owner')).toMatchObject({ code: 2 })
  })

  it('invites by address, for the account to find, and takes an invitation back', async () => {
    const sent = await inFolder('invite', '--role', 'editor', '--email', bob.email, '--days', '3')
    expect(sent.stdout).toMatch(/^invited bob@example\.com as editor, until \d{4}-\d\d-\d\d\n$/)
    const [found] = (await as(bob, 'members', 'invitations', '--json')).json as { id: string; project_name: string }[]
    expect(found).toMatchObject({ project_name: 'App' })
    expect((await as(bob, 'members', 'accept', found?.id ?? '', '--json')).json).toMatchObject({ role: 'editor' })
    const { id } = (await inFolder('invite', '--role', 'viewer', '--json')).json as { id: string }
    expect((await inFolder('withdraw', id)).stdout).toBe(`withdrew ${id}\n`)
    expect((await inFolder('--json')).json).toMatchObject({ invitations: [] })
  })

  it('gives the project away once that is confirmed, and back', async () => {
    expect(await inFolder('transfer', bob.email)).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') })
    expect(await rolesIn(ada)).toEqual(['ada@example.com owner', 'bob@example.com editor'])
    expect((await inFolder('transfer', bob.email, '--yes')).stdout).toBe('bob@example.com is owner\n')
    expect(await rolesIn(ada)).toEqual(['bob@example.com owner', 'ada@example.com editor'])
    expect(await as(bob, 'members', 'leave', '--project', project)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('another member the owner first'),
    })
    expect((await as(bob, 'members', 'transfer', ada.email, '--yes', '--project', project)).code).toBe(0)
  })

  it('removes a member, and lets one leave', async () => {
    expect((await inFolder('remove', 'eve@example.com', '--json')).json).toMatchObject({ error: { code: 'no_member' } })
    expect((await inFolder('remove', bob.email)).stdout).toBe('removed bob@example.com\n')
    expect((await as(bob, 'members', project)).code).toBe(1)
    const { token } = (await inFolder('invite', '--role', 'viewer', '--json')).json as { token: string }
    expect((await as(bob, 'members', 'accept', token)).code).toBe(0)
    expect((await as(bob, 'members', 'leave', '--project', project)).stdout).toBe(`left ${project}\n`)
    expect(await rolesIn(ada)).toEqual(['ada@example.com owner'])
  })

  it('is completed like the others', async () => {
    const { stdout } = await as(ada, 'completion', 'bash')
    expect(stdout).toMatch(/'members\/invite'\) COMPREPLY=.*--role/)
    expect(stdout).toMatch(/'members'\) COMPREPLY=.*list invite withdraw role remove leave transfer invitations accept/)
  })
})

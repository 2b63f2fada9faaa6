import { beforeAll, describe, expect, it } from 'vitest'
import { clientOf, createProject, parseEvents, runPrompt, signUp, type Answer, type Client } from '../support/client.ts'
import { holdWithinFile, ONE_FILE_PLAN } from '../support/held-model.ts'
import { addMember } from '../support/members.ts'
import { startScriptedStack } from '../support/scripted-stack.ts'

const { model, stack, client: owner } = await startScriptedStack()
const MISSING = '00000000-0000-4000-8000-000000000000'

let member: Client
let other: Client
let project: string
beforeAll(async () => {
  ;[member, other] = await Promise.all([signUp(stack.app), signUp(stack.app)])
  project = await createProject(owner)
})

const codeOf = ({ json }: Answer) => (json as { error?: { code: string } }).error?.code
const itemsOf = ({ json }: Answer) => (json as { items: Record<string, unknown>[] }).items
const emailOf = async (client: Client) => ((await client.call('GET', '/api/auth/user')).json as { email: string }).email
const listOf = async (client: Client, path: string) => itemsOf(await client.call('GET', path))
const read = async (client: Client, id: string) => (await client.call('GET', `/api/projects/${id}`)).status
const remove = (by: Client, id: string, who: Client) => by.call('DELETE', `/api/projects/${id}/members/${who.userId}`)

async function startRun(by: Client, id: string): Promise<{ run: string; finish: () => void }> {
  const held = holdWithinFile(model)
  const { json, text } = await by.call('POST', `/api/projects/${id}/runs`, { prompt: 'x' })
  expect(json, text).toHaveProperty('id')
  return { run: (json as { id: string }).id, finish: await held }
}

describe('an invitation', () => {
  it('by address is found and taken by the account of that address alone, once', async () => {
    const id = await createProject(owner, 'By address')
    const email = (await emailOf(member)).toUpperCase()
    const invited = await owner.call('POST', `/api/projects/${id}/members`, { email, role: 'editor' })
    expect([invited.status, invited.json]).toMatchObject([201, { email: email.toLowerCase(), role: 'editor' }])
    const { id: invitation } = invited.json as { id: string }
    expect(await listOf(owner, `/api/projects/${id}/invitations`)).toMatchObject([{ id: invitation }])
    expect(await listOf(member, '/api/invitations')).toMatchObject([
      { id: invitation, project_id: id, project_name: 'By address', role: 'editor' },
    ])
    expect(await listOf(other, '/api/invitations')).toEqual([])
    expect((await other.call('POST', `/api/invitations/${invitation}/accept`)).status).toBe(404)
    expect(await read(member, id)).toBe(404)
    const accepted = await member.call('POST', `/api/invitations/${invitation}/accept`)
    expect([accepted.status, accepted.json]).toMatchObject([200, { id, role: 'editor' }])
    expect((await member.call('POST', `/api/invitations/${invitation}/accept`)).status).toBe(404)
    expect(await listOf(member, '/api/invitations')).toEqual([])
  })

  it('is answered alike whether or not there is an account of that address', async () => {
    const ask = async (email: string) => {
      const { status, json } = await owner.call('POST', `/api/projects/${project}/members`, { email, role: 'viewer' })
      return [status, Object.keys(json as object)]
    }
    expect(await ask('nobody@example.com')).toEqual(await ask(await emailOf(other)))
  })

  it('that is declined or revoked is gone', async () => {
    const email = await emailOf(other)
    const invite = async () => {
      const { json } = await owner.call('POST', `/api/projects/${project}/members`, { email, role: 'viewer' })
      return (json as { id: string }).id
    }
    const declined = await invite()
    expect((await member.call('DELETE', `/api/invitations/${declined}`)).status).toBe(404)
    expect((await other.call('DELETE', `/api/invitations/${declined}`)).status).toBe(204)
    const revoked = await invite()
    expect((await owner.call('DELETE', `/api/projects/${project}/invitations/${revoked}`)).status).toBe(204)
    for (const id of [declined, revoked]) {
      expect((await other.call('POST', `/api/invitations/${id}/accept`)).status).toBe(404)
    }
  })

  it('by token serves one account, until it expires, and is kept by one that has as much already', async () => {
    const id = await createProject(owner)
    const invite = async (body: object) => {
      const { json } = await owner.call('POST', `/api/projects/${id}/invitations`, body)
      return json as { token: string; id: string }
    }
    const accept = (client: Client, token: string) => client.call('POST', '/api/invitations/accept', { token })
    const { token } = await invite({ role: 'editor' })
    expect((await accept(owner, token)).json).toMatchObject({ role: 'owner' })
    expect((await accept(member, token)).json).toMatchObject({ role: 'editor' })
    const used = await accept(other, token)
    const unknown = await accept(other, 'member-nothing')
    expect([used.status, codeOf(used), unknown.status, codeOf(unknown)]).toEqual([404, 'not_found', 404, 'not_found'])
    const lesser = await invite({ role: 'viewer' })
    expect((await accept(member, lesser.token)).json).toMatchObject({ role: 'editor' })
    expect((await accept(other, lesser.token)).json).toMatchObject({ role: 'viewer' })
    // Whoever is a viewer may be invited as an editor.
    expect((await accept(other, (await invite({ role: 'editor' })).token)).json).toMatchObject({ role: 'editor' })
    const late = await invite({ role: 'viewer', expires_in_seconds: 1 })
    const third = await signUp(stack.app)
    await expect
      .poll(async () => (await listOf(owner, `/api/projects/${id}/invitations`)).map((one) => one['id']))
      .not.toContain(late.id)
    expect((await accept(third, late.token)).status).toBe(404)
  })
})

describe('a member', () => {
  it('finds the project among those of the account, with the role, and may fork it', async () => {
    const id = await createProject(owner, 'Found')
    const viewer = await signUp(stack.app)
    const own = await createProject(viewer, 'Mine')
    await addMember(owner, id, viewer, 'viewer')
    expect(await listOf(viewer, '/api/projects')).toMatchObject([
      { id: own, role: 'owner' },
      { id, role: 'viewer' },
    ])
    expect(await listOf(viewer, '/api/projects?search=found')).toMatchObject([{ id }])
    const members = await listOf(viewer, `/api/projects/${id}/members`)
    expect(members.map(({ user_id, role, email }) => [user_id, role, email])).toEqual([
      [owner.userId, 'owner', await emailOf(owner)],
      [viewer.userId, 'viewer', await emailOf(viewer)],
    ])
    const forked = await viewer.call('POST', `/api/projects/${id}/fork`, {})
    expect(forked.json).toMatchObject({ role: 'owner' })
    expect((await viewer.call('GET', '/api/limits')).json).toMatchObject({ projects: { used: 2 } })
  })

  it('pays for the runs it starts, and the owner for what they store', async () => {
    const id = await createProject(owner)
    const editor = await signUp(stack.app)
    await addMember(owner, id, editor, 'editor')
    const limitsOf = async (client: Client) => (await client.call('GET', '/api/limits')).json as Limits
    const before = await limitsOf(owner)
    ;(await startRun(editor, id)).finish()
    await stack.idle()
    expect(await read(owner, id)).toBe(200)
    const [after, editors] = [await limitsOf(owner), await limitsOf(editor)]
    expect(after.monthly_runs.used).toBe(before.monthly_runs.used)
    expect(after.storage_bytes.used).toBeGreaterThan(before.storage_bytes.used)
    expect([editors.monthly_runs.used, editors.storage_bytes.used]).toEqual([1, 0])
    const usage = async (client: Client) => (await listOf(client, '/api/usage?by=project')).map(({ key }) => key)
    expect(await usage(editor)).toEqual([id])
    expect(await usage(owner)).not.toContain(id)
    // What it cost stands in the version's report, for every member.
    const report = await owner.call('GET', `/api/projects/${id}/versions/1/report`)
    expect(report.json).toMatchObject({ usage: { models: [{ model: 'm' }] } })
  })

  it('leaves, is given another role, and is told which role it lacks', async () => {
    const id = await createProject(owner)
    const one = await signUp(stack.app)
    await addMember(owner, id, one, 'editor')
    const write = () => one.call('PUT', `/api/projects/${id}/files/a.txt`, 'x')
    expect((await write()).status).toBe(201)
    const changed = await owner.call('PATCH', `/api/projects/${id}/members/${one.userId}`, { role: 'viewer' })
    expect(changed.json).toMatchObject({ user_id: one.userId, role: 'viewer' })
    const refused = await write()
    expect([refused.status, codeOf(refused)]).toEqual([403, 'editor_needed'])
    expect(refused.text).toContain('an editor or the owner')
    expect((await remove(one, id, one)).status).toBe(204)
    expect(await read(one, id)).toBe(404)
    expect((await remove(owner, id, one)).status).toBe(404)
    expect((await owner.call('PATCH', `/api/projects/${id}/members/${MISSING}`, { role: 'viewer' })).status).toBe(404)
  })

  it('by a key for programs does what the key’s scopes and its role both allow', async () => {
    const id = await createProject(owner)
    const editor = await signUp(stack.app)
    await addMember(owner, id, editor, 'editor')
    const made = await editor.call('POST', '/api/keys', { name: 'Reads', scopes: ['projects:read'] })
    const key = clientOf(stack.app, (made.json as { key: string }).key, editor.userId)
    expect(await read(key, id)).toBe(200)
    expect((await key.call('GET', `/api/projects/${id}/members`)).status).toBe(200)
    const leaves = await remove(key, id, editor)
    expect([leaves.status, codeOf(leaves)]).toEqual([403, 'insufficient_scope'])
  })
})

type Limits = Record<'monthly_runs' | 'storage_bytes' | 'projects', { used: number }>

describe('an owner', () => {
  it('neither leaves nor steps down while nobody else is the owner', async () => {
    const id = await createProject(owner)
    const path = `/api/projects/${id}/members/${owner.userId}`
    const answers = [await owner.call('DELETE', path), await owner.call('PATCH', path, { role: 'editor' })]
    expect(answers.map((answer) => [answer.status, codeOf(answer)])).toEqual([
      [409, 'last_owner'],
      [409, 'last_owner'],
    ])
  })

  it('gives the project to a member, is an editor then, and has it in its limits no more', async () => {
    const giver = await signUp(stack.app)
    const taker = await signUp(stack.app)
    const id = await createProject(giver)
    await giver.call('PUT', `/api/projects/${id}/files/a.txt`, 'x')
    await addMember(giver, id, taker, 'viewer')
    const kept = await giver.call('POST', `/api/projects/${id}/invitations`, { role: 'editor' })
    const given = await giver.call('PATCH', `/api/projects/${id}/members/${taker.userId}`, { role: 'owner' })
    expect([given.status, given.json]).toMatchObject([200, { user_id: taker.userId, role: 'owner' }])
    expect((await giver.call('GET', `/api/projects/${id}`)).json).toMatchObject({ role: 'editor' })
    const limitsOf = async (client: Client) => (await client.call('GET', '/api/limits')).json as Limits
    const [givers, takers] = [await limitsOf(giver), await limitsOf(taker)]
    expect([givers.projects.used, givers.storage_bytes.used, takers.projects.used]).toEqual([0, 0, 1])
    expect(takers.storage_bytes.used).toBeGreaterThan(0)
    expect((await giver.call('DELETE', `/api/projects/${id}`)).status).toBe(403)
    expect((await remove(taker, id, giver)).status).toBe(204)
    // An invitation that was kept back opens no way in again.
    const { token } = kept.json as { token: string }
    expect((await giver.call('POST', '/api/invitations/accept', { token })).status).toBe(404)
  })
})

describe('a member who is removed', () => {
  it('has its run canceled, and its private previews shown no more', async () => {
    const id = await createProject(owner)
    const editor = await signUp(stack.app)
    await addMember(owner, id, editor, 'editor')
    await owner.call('PUT', `/api/projects/${id}/files/index.html`, '<p>hello')
    const [own, shared] = await Promise.all([
      editor.call('POST', `/api/projects/${id}/previews`, {}),
      owner.call('POST', `/api/projects/${id}/previews`, { shared: true }),
    ])
    const look = async ({ json }: Answer) => (await owner.fetch(new URL((json as { url: string }).url).pathname)).status
    expect([await look(own), await look(shared)]).toEqual([200, 200])
    const { run, finish } = await startRun(editor, id)
    expect((await remove(owner, id, editor)).status).toBe(204)
    finish()
    await stack.idle()
    expect((await owner.call('GET', `/api/runs/${run}`)).json).toMatchObject({ status: 'canceled' })
    expect((await editor.call('GET', `/api/runs/${run}`)).status).toBe(404)
    expect([await look(own), await look(shared)]).toEqual([410, 200])
  })

  it.each([
    ['from the process that drives it', true],
    ['from Redis', false],
  ])('has its streams ended at the next look, while all others see the run to its end: %s', async (_from, isFed) => {
    const id = await createProject(owner)
    const viewer = await signUp(stack.app)
    await addMember(owner, id, viewer, 'viewer')
    const held = holdWithinFile(model)
    const started = await owner.fetch(`/api/projects/${id}/runs`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(isFed ? { Accept: 'text/event-stream' } : {}) },
      body: JSON.stringify({ prompt: 'x' }),
    })
    const run = started.headers.get('Location')?.split('/').at(-1) ?? ''
    const finish = await held
    const ticket = (await viewer.call('POST', `/api/runs/${run}/ticket`)).json as { url: string }
    const nobody = clientOf(stack.app, '', '')
    const events = `/api/runs/${run}/events`
    const watched = [
      readAlong(await viewer.fetch(events)),
      readAlong(await nobody.fetch(ticket.url)),
      readAlong(isFed ? started : await owner.fetch(events)),
    ]
    await Promise.all(watched.map(({ begun }) => begun))
    expect((await remove(owner, id, viewer)).status).toBe(204)
    const ended = await Promise.all(watched.slice(0, 2).map(({ whole }) => whole))
    for (const text of ended) expect(text).not.toContain('run.succeeded')
    expect((await viewer.call('GET', events)).status).toBe(404)
    expect((await nobody.call('GET', ticket.url)).status).toBe(404)
    finish()
    expect(parseEvents((await watched[2]?.whole) ?? '').at(-1)?.event).toBe('run.succeeded')
    await stack.idle()
  })
})

/** Reads a stream to its end, and tells when the run has begun to write. */
function readAlong(response: Response): { begun: Promise<void>; whole: Promise<string> } {
  const begun = Promise.withResolvers<void>()
  async function readAll(): Promise<string> {
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      if (text.includes('plan.ready')) begun.resolve()
    }
    return text
  }
  return { begun: begun.promise, whole: readAll() }
}

describe('an account that goes', () => {
  const password = { password: 'correct horse' }

  it('takes its memberships along, and leaves what it has done in projects of others to their owners', async () => {
    const id = await createProject(owner)
    const editor = await signUp(stack.app)
    await addMember(owner, id, editor, 'editor')
    model.script((reply, { task }) => {
      reply.text(task === 'plan' ? ONE_FILE_PLAN : '<file path="one.txt">\nit\n</file>\n')
      reply.end()
    })
    const events = await runPrompt(editor, id, { prompt: 'x' })
    const run = String(events[0]?.data['run_id'])
    const { text } = await editor.call('GET', '/api/account/export')
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(records.filter(({ kind }) => kind === 'membership')).toMatchObject([{ project_id: id, role: 'editor' }])
    expect(records.filter(({ kind }) => kind === 'run')).toMatchObject([{ id: run, prompt: 'x' }])
    expect(records.filter(({ kind }) => ['project', 'blob', 'version'].includes(String(kind)))).toEqual([])
    expect((await owner.call('GET', '/api/account/export')).text).toContain(run)

    const used = async () => ((await owner.call('GET', '/api/limits')).json as Limits).monthly_runs.used
    const before = await used()
    expect((await editor.call('POST', '/api/account/delete', password)).status).toBe(204)
    expect((await owner.call('GET', `/api/runs/${run}`)).json).toMatchObject({ status: 'succeeded', prompt: 'x' })
    expect(await listOf(owner, `/api/projects/${id}/members`)).toHaveLength(1)
    expect(await used()).toBe(before)
    expect((await owner.call('GET', `/api/projects/${id}/files/one.txt`)).text).toBe('it\n')
  })

  it('takes its projects along, from their members too', async () => {
    const leaver = await signUp(stack.app)
    const id = await createProject(leaver)
    await addMember(leaver, id, member, 'editor')
    expect(await read(member, id)).toBe(200)
    expect((await leaver.call('POST', '/api/account/delete', password)).status).toBe(204)
    expect(await read(member, id)).toBe(404)
    expect((await listOf(member, '/api/projects')).map((one) => one['id'])).not.toContain(id)
  })
})

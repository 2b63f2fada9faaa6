// Members × routes × roles, over HTTP: every route of a project, or of what belongs to it, by every role.
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { connectAsService } from '../../src/services/supabase.ts'
import { clientOf, createProject, runPrompt, signUp, type Answer, type Client } from '../support/client.ts'
import { startGitHost, type GitHost } from '../support/git-host.ts'
import { addMember } from '../support/members.ts'
import { makeStack } from '../support/stack.ts'

const { app, config, idle } = makeStack({ ALLOW_PRIVATE_ADDRESSES: 'true' })
const MISSING = '00000000-0000-4000-8000-000000000000'

/** From those who may least, so that nothing is done before it was refused. */
const ROLES = ['anonymous', 'stranger', 'removed', 'viewer', 'editor', 'owner'] as const
type Role = (typeof ROLES)[number]
const MEMBERS: readonly Role[] = ['viewer', 'editor', 'owner']
const EDITORS: readonly Role[] = ['editor', 'owner']
const OWNER: readonly Role[] = ['owner']

/** Who may, what they are answered with, and the body, which may be another for each role. */
type Route = { may: readonly Role[]; status: number; body?: (role: Role) => unknown; headers?: Record<string, string> }

let host: GitHost
const repository = () => ({ url: host.url, forge: 'github', token: 't' })

/** Deleting comes last. */
const ROUTES: Record<string, Route> = {
  'get /api/projects/{id}': { may: MEMBERS, status: 200 },
  'patch /api/projects/{id}': { may: EDITORS, status: 200, body: (role) => ({ name: `By the ${role}` }) },
  'post /api/projects/{id}/fork': { may: MEMBERS, status: 201, body: () => ({}) },
  'get /api/projects/{id}/members': { may: MEMBERS, status: 200 },
  'post /api/projects/{id}/members': {
    may: OWNER,
    status: 201,
    body: () => ({ email: 'ada@example.com', role: 'viewer' }),
  },
  'patch /api/projects/{id}/members/{user_id}': { may: OWNER, status: 200, body: () => ({ role: 'editor' }) },
  'delete /api/projects/{id}/members/{user_id}': { may: OWNER, status: 204 },
  'get /api/projects/{id}/invitations': { may: OWNER, status: 200 },
  'post /api/projects/{id}/invitations': { may: OWNER, status: 201, body: () => ({ role: 'viewer' }) },
  'delete /api/projects/{id}/invitations/{invitation}': { may: OWNER, status: 204 },
  'get /api/projects/{id}/files': { may: MEMBERS, status: 200 },
  'patch /api/projects/{id}/files': {
    may: EDITORS,
    status: 200,
    body: (role) => ({ changes: [{ action: 'write', path: `many-${role}.txt`, content: 'x' }] }),
  },
  'get /api/projects/{id}/files/{path}': { may: MEMBERS, status: 200 },
  'put /api/projects/{id}/files/{path}': { may: EDITORS, status: 200, body: (role) => `by the ${role}` },
  'delete /api/projects/{id}/files/{path}': { may: EDITORS, status: 200 },
  'get /api/projects/{id}/versions': { may: MEMBERS, status: 200 },
  'get /api/projects/{id}/versions/{n}': { may: MEMBERS, status: 200 },
  'get /api/projects/{id}/versions/{a}/diff/{b}': { may: MEMBERS, status: 200 },
  'get /api/projects/{id}/versions/{n}/report': { may: MEMBERS, status: 200 },
  'get /api/projects/{id}/versions/{n}/screenshot': { may: MEMBERS, status: 200 },
  'post /api/projects/{id}/versions/{n}/restore': { may: EDITORS, status: 201 },
  // The version is in no conflict: who hears that has got past the rule.
  'post /api/projects/{id}/versions/{n}/apply': { may: EDITORS, status: 409 },
  'delete /api/projects/{id}/versions/{n}': { may: EDITORS, status: 409 },
  'post /api/projects/{id}/previews': { may: MEMBERS, status: 201, body: () => ({}) },
  'get /api/projects/{id}/previews': { may: MEMBERS, status: 200 },
  'delete /api/projects/{id}/previews/{preview}': { may: EDITORS, status: 204 },
  'get /api/projects/{id}/export': { may: MEMBERS, status: 200 },
  'post /api/projects/{id}/push': { may: MEMBERS, status: 200, body: () => ({ repository: repository() }) },
  'post /api/projects/{id}/import': {
    may: EDITORS,
    status: 200,
    body: (role) => zipSync({ [`${role}-import.txt`]: new Uint8Array(1) }),
    headers: { 'Content-Type': 'application/zip' },
  },
  'post /api/projects/{id}/pull': { may: EDITORS, status: 200, body: () => ({ repository: repository() }) },
  // To its end, so that the next one finds no run under way.
  'post /api/projects/{id}/runs': {
    may: EDITORS,
    status: 201,
    body: () => ({ prompt: 'A todo list' }),
    headers: { Accept: 'text/event-stream' },
  },
  'get /api/projects/{id}/runs': { may: MEMBERS, status: 200 },
  'get /api/projects/{id}/messages': { may: MEMBERS, status: 200 },
  'get /api/runs/{id}': { may: MEMBERS, status: 200 },
  'get /api/runs/{id}/events': { may: MEMBERS, status: 200 },
  'post /api/runs/{id}/ticket': { may: MEMBERS, status: 201 },
  // The run has ended: it awaits nothing.
  'post /api/runs/{id}/input': { may: EDITORS, status: 409, body: () => ({ approve: true }) },
  'post /api/runs/{id}/cancel': { may: EDITORS, status: 202 },
  'delete /api/projects/{id}': { may: OWNER, status: 204 },
}

let clients: Record<Role, Client>
let projectId: string
let names: Record<string, string>

beforeAll(async () => {
  host = await startGitHost({ token: 't' })
  host.commit('main', { 'pulled.txt': 'x' })
  const signed = () => signUp(app)
  const [owner, editor, viewer, removed, stranger, spare] = await Promise.all([
    signed(),
    signed(),
    signed(),
    signed(),
    signed(),
    signed(),
  ])
  clients = { owner, editor, viewer, removed, stranger, anonymous: clientOf(app, '', '') }
  projectId = await createProject(owner, 'Shared')
  const events = await runPrompt(owner, projectId, { prompt: 'A todo list' })
  const runId = events[0]?.data['run_id'] as string
  const picture = { run_id: runId, attempt: 1, width: 1280, media_type: 'image/jpeg', content: 'AA==' }
  const kept = await connectAsService(config)
    .from('run_pictures')
    .insert(picture as never)
  expect(kept.error).toBeNull()
  for (const role of ROLES) await owner.call('PUT', `/api/projects/${projectId}/files/${role}.txt`, role)
  for (const [member, role] of [
    [editor, 'editor'],
    [viewer, 'viewer'],
    [removed, 'editor'],
    [spare, 'viewer'],
  ] as const) {
    await addMember(owner, projectId, member, role)
  }
  await owner.call('DELETE', `/api/projects/${projectId}/members/${removed.userId}`)
  const preview = await owner.call('POST', `/api/projects/${projectId}/previews`, {})
  const invitation = await owner.call('POST', `/api/projects/${projectId}/invitations`, { role: 'viewer' })
  const idOf = ({ json }: Answer) => (json as { id: string }).id
  names = { run: runId, user_id: spare.userId, preview: idOf(preview), invitation: idOf(invitation) }
})
afterAll(async () => {
  await idle()
  await host.close()
})

function urlOf(path: string, role: Role, id = path.startsWith('/api/runs') ? (names['run'] ?? '') : projectId): string {
  return path
    .replace('{id}', id)
    .replace('{path}', `${role}.txt`)
    .replace(/\{[ab]\}/g, '1')
    .replace('{n}', '1')
    .replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? '')
}

function send(role: Role, key: string, { body, headers }: Route, id?: string): Promise<Answer> {
  const [method = '', path = ''] = key.split(' ')
  return clients[role].call(method.toUpperCase(), urlOf(path, role, id), body?.(role), headers)
}

function codeOf({ json }: Answer): string | undefined {
  return (json as { error?: { code: string } } | undefined)?.error?.code
}

describe('members × routes × roles', () => {
  it('has every route of a project in its table', () => {
    const documented = functions
      .flatMap(({ contracts }) => contracts)
      .filter(({ path }) => /^\/api\/(?:projects|runs)\/\{id\}/.test(path))
      .map(({ method, path }) => `${method} ${path}`)
    expect(Object.keys(ROUTES).toSorted()).toEqual(documented.toSorted())
  })

  it.each(Object.entries(ROUTES))('%s', async (key, route) => {
    for (const role of ROLES) {
      const answer = await send(role, key, route)
      const said = [role, answer.status, codeOf(answer)]
      if (route.may.includes(role)) expect([role, answer.status], answer.text).toEqual([role, route.status])
      else if (role === 'anonymous') expect(said).toEqual([role, 401, 'unauthorized'])
      else if (MEMBERS.includes(role)) {
        expect(said).toEqual([role, 403, route.may === OWNER ? 'owner_needed' : 'editor_needed'])
      } else {
        const missing = await send(role, key, route, MISSING)
        const plain = ({ status, text }: Answer) => [status, text.replace(/"request_id":"[^"]+"/, '')]
        expect(said).toEqual([role, 404, 'not_found'])
        expect(plain(answer)).toEqual(plain(missing))
      }
    }
  })
})

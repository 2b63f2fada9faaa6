import { randomBytes } from 'node:crypto'
import { zipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { createProject, runPrompt, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack({ PROVIDER_KEY_RING: `one=${randomBytes(32).toString('base64')}` })
const MISSING = '00000000-0000-4000-8000-000000000000'

/** Every route that names something of a user's. */
const owned = functions.flatMap(({ contracts }) => contracts).filter(({ path }) => path.includes('{id}'))

/** Nobody asks for it: each route fails before that. */
const REPOSITORY = { url: 'https://github.com/o/r' }

/** A body that is right for the route, so that only the owner makes the difference. */
const BODIES: Record<string, unknown> = {
  'patch /api/projects/{id}': { name: 'Mine now' },
  'post /api/projects/{id}/members': { email: 'eve@example.com', role: 'viewer' },
  'patch /api/projects/{id}/members/{user_id}': { role: 'viewer' },
  'post /api/projects/{id}/invitations': { role: 'viewer' },
  'post /api/projects/{id}/runs': { prompt: 'Take it over' },
  'post /api/runs/{id}/input': { approve: true },
  'put /api/projects/{id}/files/{path}': 'stolen',
  'post /api/keys/{id}/rotate': {},
  'post /api/auth/mfa/{id}/verify': { code: '123456' },
  'patch /api/admin/accounts/{id}': { role: 'admin' },
  'post /api/admin/accounts/{id}/suspend': {},
  'patch /api/webhooks/{id}': { active: false },
  'post /api/projects/{id}/fork': {},
  'post /api/projects/{id}/previews': {},
  'post /api/projects/{id}/pull': { repository: REPOSITORY },
  'post /api/projects/{id}/push': { repository: { ...REPOSITORY, token: 'x' } },
  'post /api/projects/{id}/import': zipSync({ 'secret.txt': new Uint8Array(1) }),
  'patch /api/projects/{id}/files': { changes: [{ action: 'delete', path: 'secret.txt' }] },
}

let owner: Client
let stranger: Client
let projectId: string
let runId: string
let keyId: string
let sessionId: string
let webhookId: string
let previewId: string

beforeAll(async () => {
  owner = await signUp(app)
  stranger = await signUp(app)
  projectId = await createProject(owner, 'Private')
  const events = await runPrompt(owner, projectId, { prompt: 'A todo list' })
  runId = events[0]?.data['run_id'] as string
  await owner.call('PUT', `/api/projects/${projectId}/files/secret.txt`, 'secret')
  const preview = await owner.call('POST', `/api/projects/${projectId}/previews`, {})
  previewId = (preview.json as { id: string }).id
  keyId = ((await owner.call('POST', '/api/keys', { name: 'Mine', scopes: ['admin'] })).json as { id: string }).id
  const { json } = await owner.call('GET', '/api/auth/sessions')
  sessionId = (json as { items: { id: string }[] }).items[0]?.id ?? ''
  const hook = { url: 'https://93.184.216.34/', events: ['run.succeeded'] }
  webhookId = ((await owner.call('POST', '/api/webhooks', hook)).json as { id: string }).id
})

function idOf(path: string): string {
  if (path.startsWith('/api/admin/accounts')) return owner.userId
  if (path.startsWith('/api/admin/runs')) return runId
  if (path.startsWith('/api/auth/sessions')) return sessionId
  if (path.startsWith('/api/runs')) return runId
  if (path.startsWith('/api/webhooks')) return webhookId
  return path.startsWith('/api/keys') ? keyId : projectId
}

function urlOf(path: string, id: string): string {
  return path
    .replace('{id}', id)
    .replace('{path}', 'secret.txt')
    .replace('{delivery}', id)
    .replace('{preview}', previewId)
    .replace('{user_id}', owner.userId)
    .replace('{invitation}', id)
    .replace(/\{[nab]\}/g, '1')
}

describe('what belongs to one user', () => {
  it('covers all routes with an id', () => {
    expect(owned.length).toBeGreaterThanOrEqual(16)
  })

  it.each(owned.map(({ method, path }) => [method, path] as const))(
    'is as good as missing for another: %s %s',
    async (method, path) => {
      const body = BODIES[`${method} ${path}`]
      const id = idOf(path)
      const foreign = await stranger.call(method.toUpperCase(), urlOf(path, id), body)
      const missing = await stranger.call(method.toUpperCase(), urlOf(path, MISSING), body)
      const plain = (answer: typeof foreign) => ({
        status: answer.status,
        text: answer.text.replace(/"request_id":"[^"]+"/, ''),
        type: answer.headers.get('Content-Type'),
      })
      // The Auth of these tests has no second factors, and says so whoever asks.
      expect(foreign.status).toBe(path.startsWith('/api/auth/mfa') ? 501 : 404)
      expect(plain(foreign)).toEqual(plain(missing))
    },
  )

  it('is untouched after all that', async () => {
    const project = await owner.call('GET', `/api/projects/${projectId}`)
    expect(project.json).toMatchObject({ name: 'Private', head: 2 })
    const file = await owner.call('GET', `/api/projects/${projectId}/files/secret.txt`)
    expect(file.text).toBe('secret')
    const run = await owner.call('GET', `/api/runs/${runId}`)
    expect(run.json).toMatchObject({ status: 'succeeded' })
    const previews = await owner.call('GET', `/api/projects/${projectId}/previews`)
    expect(previews.json).toMatchObject({ items: [{ id: previewId, revoked_at: null }] })
    const listed = await owner.call('GET', '/api/keys')
    expect(listed.json).toMatchObject({ items: [{ id: keyId, revoked_at: null, previous_expires_at: null }] })
  })

  it('does not show in the lists of another', async () => {
    const { json } = await stranger.call('GET', '/api/projects')
    expect(json).toEqual({ items: [], next_cursor: null })
  })

  it.each(owned.map(({ method, path }) => [method, path] as const))('needs a token: %s %s', async (method, path) => {
    const url = `http://test.local${urlOf(path, projectId)}`
    const answer = await app.fetch(new Request(url, { method: method.toUpperCase() }))
    expect(answer.status).toBe(401)
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer')
  })
})

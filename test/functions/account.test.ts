// What an account takes with it, and what is left when it goes.
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXPORTED_TABLES } from '../../src/accounts/export-account.ts'
import { blobOf } from '../support/data-fixture.ts'
import { clientOf, createProject, runPrompt, signUp, type Client } from '../support/client.ts'
import { openLite } from '../support/data-access.ts'
import { startScriptedModel, type ScriptedModel } from '../support/scripted-model.ts'
import { makeStack, type Stack } from '../support/stack.ts'

type Exported = { kind: string } & Record<string, unknown>

/** Tables that an owner may read rows of, and that are exported in another way or serve only while something goes on. */
const NOT_EXPORTED = ['profiles', 'budget_reservations']
const FILES = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`file-${index}.txt`, `Текст ${index}\n`]))

let data: Awaited<ReturnType<typeof openLite>>
let model: ScriptedModel
let stack: Stack

beforeAll(async () => {
  model = await startScriptedModel()
  data = await openLite()
  stack = makeStack({
    ...data.environment,
    ...model.environment,
    PROVIDER_KEY_RING: `one=${randomBytes(32).toString('base64')}`,
  })
})
afterAll(async () => {
  await stack.idle()
  await model.close()
  await data.close()
})

async function exportOf(client: Client): Promise<{ records: Exported[]; text: string; type: string | null }> {
  const { status, text, headers } = await client.call('GET', '/api/account/export')
  expect(status).toBe(200)
  const records = text.trimEnd().split('\n')
  return { records: records.map((line) => JSON.parse(line) as Exported), text, type: headers.get('Content-Type') }
}

/** An account with something of each kind. */
async function makeRichAccount() {
  const client = await signUp(stack.app)
  const project = await createProject(client, 'Kept')
  const changes = Object.entries(FILES).map(([path, content]) => ({ action: 'write', path, content }))
  await client.call('PATCH', `/api/projects/${project}/files`, { changes })
  model.script((reply) => {
    reply.text('<file path="made.txt">\nmade\n</file>\n')
    reply.end()
  })
  await runPrompt(client, project, { kind: 'edit', prompt: 'Write made.txt' })
  const { json } = await client.call('POST', '/api/keys', { name: 'A key', scopes: ['projects:read'] })
  const key = json as { id: string; key: string }
  const own = await client.call('PUT', '/api/provider-keys/groq', { key: 'sk-a-key-of-my-own' })
  expect(own.status).toBe(200)
  return { client, project, key }
}

describe('the export of an account', () => {
  it('has every file of every version byte for byte, what was said and done, and says how much it is', async () => {
    const { client, project } = await makeRichAccount()
    await createProject(client, 'Empty')
    const { records, type } = await exportOf(client)
    expect(type).toBe('application/x-ndjson')
    const of = (kind: string) => records.filter((record) => record.kind === kind)
    expect(of('project').map(({ name }) => name)).toEqual(expect.arrayContaining(['Empty', 'Kept']))
    const versions = of('version')
    expect(versions.length).toBe(2)
    const blobs = new Map(of('blob').map((blob) => [blob['hash'], blob]))
    for (const [path, content] of Object.entries(FILES)) {
      const manifest = versions[0]?.['manifest'] as Record<string, { hash: string }> | undefined
      const hash = manifest?.[path]?.hash
      expect(blobs.get(hash)).toMatchObject({ content, project_id: project, size_bytes: blobOf(content).size_bytes })
    }
    expect(of('message').length).toBeGreaterThan(0)
    expect(of('run')).toMatchObject([{ prompt: 'Write made.txt', status: 'succeeded' }])
    for (const kind of ['run_event', 'run_step', 'call', 'api_key', 'provider_key']) {
      expect([kind, of(kind).length > 0]).toEqual([kind, true])
    }
    expect(records[0]).toMatchObject({ kind: 'account', id: client.userId, role: 'user', tier: 'free' })
    expect(records.at(-1)).toEqual({ kind: 'end', records: records.length - 1 })
    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(records.length)
  })

  it('has no secret in it, and nothing of others', async () => {
    const { client, key } = await makeRichAccount()
    const stranger = await makeRichAccount()
    const { text } = await exportOf(client)
    const [stored] = await data.sql<{ hash: string }>(`select hash from public.api_keys where id = '${key.id}'`)
    const [sealed] = await data.sql<{ sealed: string }>(
      `select sealed from public.provider_keys where owner_id = '${client.userId}'`,
    )
    for (const secret of [key.key, stored?.hash, sealed?.sealed, 'sk-a-key-of-my-own', client.token]) {
      expect(text).not.toContain(secret)
    }
    for (const id of [stranger.client.userId, stranger.project, stranger.key.id]) expect(text).not.toContain(id)
    expect(text).toContain(key.id)
  })

  it('takes rows of every table that an owner may read', async () => {
    const readable = await data.sql<{ tablename: string }>(
      `select distinct tablename from pg_policies where schemaname = 'public' and cmd = 'SELECT'`,
    )
    const tables = readable.map(({ tablename }) => tablename).toSorted()
    expect([...EXPORTED_TABLES, ...NOT_EXPORTED].toSorted()).toEqual(tables)
  })

  it('is for people: no key gets it', async () => {
    const { client, key } = await makeRichAccount()
    const answer = await clientOf(stack.app, key.key, client.userId).call('GET', '/api/account/export')
    expect([answer.status, answer.json]).toMatchObject([403, { error: { code: 'insufficient_scope' } }])
  })
})

describe('an account that its owner deletes', () => {
  it('stays without the right password', async () => {
    const client = await signUp(stack.app)
    const answer = await client.call('POST', '/api/account/delete', { password: 'wrong horse' })
    expect([answer.status, answer.json]).toMatchObject([401, { error: { code: 'invalid_credentials' } }])
    expect((await client.call('GET', '/api/auth/user')).status).toBe(200)
  })

  it('goes with its runs under way, projects, keys and sessions, and leaves a line in the audit log', async () => {
    const { client, key } = await makeRichAccount()
    for (let index = 0; index < 6; index++) await createProject(client)
    const program = clientOf(stack.app, key.key, client.userId)
    expect((await program.call('GET', '/api/projects')).status).toBe(200)
    const asked = Promise.withResolvers<void>()
    const left = Promise.withResolvers<void>()
    model.script((reply) => {
      reply.raw.on('close', () => left.resolve())
      reply.text('<file path="half.txt">\n')
      asked.resolve()
    })
    const busy = await createProject(client)
    const stream = client.call('POST', `/api/projects/${busy}/runs`, { prompt: 'Go' }, { Accept: 'text/event-stream' })
    await asked.promise
    const answer = await client.call('POST', '/api/account/delete', { password: 'correct horse' })
    expect([answer.status, answer.text]).toEqual([204, ''])
    // The driver has heard of it, and broke off the call that it was waiting for.
    await left.promise
    await stream
    await stack.idle()

    for (const app of [stack.app, makeStack(data.environment).app]) {
      expect((await clientOf(app, client.token, '').call('GET', '/api/projects')).status).toBe(401)
      expect((await clientOf(app, key.key, '').call('GET', '/api/projects')).status).toBe(401)
    }
    const tables = await data.sql<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    )
    for (const { relname } of tables) {
      const rows = await data.sql(
        `select * from public.${relname} t where to_jsonb(t)::text like '%${client.userId}%' or to_jsonb(t)::text like '%${busy}%'`,
      )
      expect([relname, rows.length]).toEqual([relname, relname === 'audit_log' ? 1 : 0])
    }
    expect(await data.sql(`select from auth.users where id = '${client.userId}'`)).toEqual([])
    expect(await data.sql(`select from auth.sessions where user_id = '${client.userId}'`)).toEqual([])
    expect(
      await data.sql(`select actor_id, action from public.audit_log where target_id = '${client.userId}'`),
    ).toEqual([{ actor_id: client.userId, action: 'account.delete' }])
  })

  it('can be made again with the same address', async () => {
    const credentials = { email: `${randomUUID()}@example.com`, password: 'correct horse' }
    const anonymous = clientOf(stack.app, '', '')
    const { json } = await anonymous.call('POST', '/api/auth/register', credentials)
    const first = clientOf(stack.app, (json as { access_token: string }).access_token, '')
    await first.call('POST', '/api/account/delete', { password: credentials.password })
    expect((await anonymous.call('POST', '/api/auth/register', credentials)).status).toBe(201)
  })
})

// Two accounts in a database, and a row of one of them in every table, so that the other can try to reach it.
import { createHash, randomUUID } from 'node:crypto'
import type { DataAccess, Row, Session } from './data-access.ts'

export type Account = { id: string; session: Session; project: string }
export type Fixture = {
  data: DataAccess
  owner: Account & { run: string }
  /** An editor of the owner's project. */
  editor: Account
  stranger: Account
  webhook: string
}

/** A content as `commit_version` takes it. */
export function blobOf(content: string | Uint8Array) {
  const bytes = Buffer.from(content)
  return {
    hash: createHash('sha256').update(bytes).digest('hex'),
    size_bytes: bytes.byteLength,
    encoding: typeof content === 'string' ? 'utf8' : 'base64',
    content: typeof content === 'string' ? content : bytes.toString('base64'),
  }
}

/** What `commit_version` takes for a version of files that all say `x`. */
export function versionOf(project: string, head: number, paths: string[] = ['a.txt'], over: Row = {}): Row {
  const blob = blobOf('x')
  const entry = { hash: blob.hash, size_bytes: 1 }
  return {
    p_project: project,
    p_expected_head: head,
    p_manifest: Object.fromEntries(paths.map((path) => [path, entry])),
    p_blobs: paths.length === 0 ? [] : [blob],
    p_origin: 'write',
    p_summary: '',
    ...over,
  }
}

export async function addAccount(data: DataAccess): Promise<Account> {
  const id = randomUUID()
  await data.sql(`insert into auth.users (id, email) values ('${id}', '${id}@example.com')`)
  const session = await data.as(id)
  return { id, session, project: await addProject(data, session, id) }
}

export async function addProject(data: DataAccess, session: Session, ownerId: string): Promise<string> {
  const { error } = await session.insert('projects', { name: 'A project' })
  const [row] = await data.sql<{ id: string }>(
    `select id from public.projects where owner_id = '${ownerId}' order by created_at desc, id limit 1`,
  )
  if (row === undefined) throw new Error(`no project was made: ${error}`)
  return row.id
}

/** What `invite_member` takes: for the address, or for whoever has a token with the hash. */
export function invitationFor(project: string, role: string, email: string | null, hash = 'e'.repeat(64)): Row {
  return { p_project: project, p_role: role, p_email: email, p_hash: email === null ? hash : null, p_seconds: 3600 }
}

/** Makes an account a member of the owner's project. */
export async function addMember(data: DataAccess, owner: Account, member: Account, role: string): Promise<void> {
  await must(data.service.insert('project_members', { project_id: owner.project, user_id: member.id, role }))
}

export async function setUp(data: DataAccess): Promise<Fixture> {
  const owner = await addAccount(data)
  const stranger = await addAccount(data)
  const editor = await addAccount(data)
  await addMember(data, owner, editor, 'editor')
  await must(owner.session.rpc('invite_member', invitationFor(owner.project, 'viewer', null)))
  const webhook = {
    id: randomUUID(),
    url: 'https://example.com/',
    events: ['plan.ready'],
    ring_key: 'one',
    sealed: 'c2VhbGVk',
  }
  await must(data.service.rpc('create_webhook', { p_owner: owner.id, p_webhook: webhook }))
  for (const { session, project } of [owner, stranger]) await must(session.rpc('commit_version', versionOf(project, 0)))
  const made = await must(
    owner.session.rpc('create_run', {
      p_project: owner.project,
      p_kind: 'edit',
      p_prompt: 'Go',
      p_model: 'm',
      p_options: { attachments: [{ name: 'a.txt', media_type: 'text/plain', content: 'a' }] },
    }),
  )
  const run = String(made.rows[0]?.['id'])
  await must(data.service.rpc('claim_run', { p_run: run, p_lease_seconds: 600 }))
  await must(
    data.service.rpc('record_run', {
      p_run: run,
      p_epoch: 1,
      p_lease_seconds: 600,
      p_events: [{ type: 'plan.ready', data: {} }],
      p_blobs: [],
      p_step: { name: 'plan', attempt: 1, output: {} },
      p_usage: [
        { id: randomUUID(), model: 'm', outcome: 'whole', prompt_tokens: 1, completion_tokens: 1, estimated: false },
      ],
    }),
  )
  await must(data.service.rpc('store_summary', { p_run: run, p_epoch: 1, p_message: 1, p_content: 'In short' }))
  await must(data.service.insert('version_reports', { project_id: owner.project, number: 1, report: {} }))
  const preview = { key: '0123456789', frame_ancestor: 'api.example', expires_at: new Date(Date.now() + 60_000) }
  await must(owner.session.rpc('create_preview', { p_project: owner.project, p_preview: preview }))
  const picture = { width: 1280, media_type: 'image/jpeg', content: 'AA==' }
  const taken = { p_run: run, p_epoch: 1, p_attempt: 1, p_pictures: [picture] }
  await must(data.service.rpc('store_pictures', taken))
  const told = { project_id: owner.project, number: 1, fingerprint: 'f', kind: 'error', message: 'x' }
  await must(data.service.insert('page_problems', told))
  const key = { name: 'A key', hash: 'f'.repeat(64), last_four: 'abcd', scopes: ['runs'] }
  await must(data.service.rpc('create_api_key', { p_owner: owner.id, p_key: key }))
  const own = { provider: 'openai', ring_key: 'one', sealed: 'c2VhbGVk', last_four: 'abcd' }
  await must(data.service.rpc('put_provider_key', { p_owner: owner.id, p_key: own }))
  const reservation = { id: randomUUID(), owner_id: owner.id, is_run: false, amount_usd: 1, expires_at: '2100-01-01' }
  await must(data.service.insert('budget_reservations', reservation))
  const request = { p_owner: owner.id, p_route: 'post /x', p_key_hash: 'f'.repeat(64), p_request_hash: 'f'.repeat(64) }
  await must(data.service.rpc('begin_request', { ...request, p_lock_seconds: 60 }))
  await must(data.service.rpc('make_invitation', { p_hash: 'f'.repeat(64), p_email: null, p_days: 1 }))
  await must(data.service.rpc('set_user', { p_id: owner.id, p_role: null, p_tier: 'gold' }))
  await must(data.service.insert('tier_limits', { tier: 'gold', max_projects: 5 }))
  await must(data.service.insert('ai_models', { model: 'golden', window_tokens: 5 }))
  return { data, owner: { ...owner, run }, editor, stranger, webhook: webhook.id }
}

async function must<T extends { error: string | null }>(work: Promise<T>): Promise<T> {
  const outcome = await work
  if (outcome.error !== null) throw new Error(`refused: ${outcome.error}`)
  return outcome
}

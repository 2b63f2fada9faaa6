// Members of a project straight at the data API: tables × verbs × roles and functions × roles. The catalogue says what there is,
// so that whatever a migration adds to a project must be decided on here.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLite, openPlain, type DataAccess, type Outcome, type Row, type Session } from '../support/data-access.ts'
import { addAccount, addMember, invitationFor, setUp, versionOf, type Account } from '../support/data-fixture.ts'
import { startPglite, startRealPostgres } from '../support/plain-postgres.ts'

const real = await startRealPostgres()
const openers: [string, () => Promise<DataAccess>][] = [
  ['Supabase Lite', openLite],
  ['PGlite', async () => openPlain(await startPglite())],
  ...(real === undefined ? [] : [[real.name, () => openPlain(real)] as [string, () => Promise<DataAccess>]]),
]

const ROLES = ['owner', 'editor', 'viewer', 'stranger', 'removed', 'anonymous'] as const
type Role = (typeof ROLES)[number]
const MAY = {
  read: ['owner', 'editor', 'viewer'],
  write: ['owner', 'editor'],
  run: ['owner', 'editor'],
  manage: ['owner'],
} as const satisfies Record<string, readonly Role[]>
type Action = keyof typeof MAY

/** Who sees the rows of a project in each table that has some: its members, the account that paid, or nobody. */
const SIGHT: Record<string, readonly Role[]> = {
  blobs: MAY.read,
  conversation_summaries: MAY.read,
  messages: MAY.read,
  page_problems: MAY.read,
  previews: MAY.read,
  project_invitations: [],
  project_members: MAY.read,
  projects: MAY.read,
  run_attachments: MAY.read,
  run_events: MAY.read,
  run_pictures: MAY.read,
  run_steps: MAY.read,
  runs: MAY.read,
  usage_ledger: ['owner'],
  version_reports: MAY.read,
  versions: MAY.read,
  webhook_deliveries: [],
  webhook_queues: [],
}

type World = {
  data: DataAccess
  owner: Account & { run: string }
  sessions: Record<Role, Session>
  viewer: Account
  spare: Account
  invitation: string
  preview: string
}
/** What an action allows gives `allowed`: what a call is answered with that got past the rule. Null: it went through. */
type Call = { action: Action; allowed: string | null; args: (world: World) => Row }

const project = ({ owner }: World) => owner.project
const run = ({ owner }: World) => owner.run
/** A preview that only its maker is to see. */
const newPreview = (shared: boolean) => ({
  key: shared ? '1111111111' : crypto.randomUUID().slice(0, 10).replaceAll('-', 'x'),
  frame_ancestor: 'api.example',
  expires_at: new Date(Date.now() + 60_000).toISOString(),
  shared,
})

/** Every function for users that takes a project or a run. Those of later rows may undo what earlier ones need. */
const CALLS: Record<string, Call> = {
  can: { action: 'read', allowed: null, args: (w) => ({ p_project: project(w), p_action: 'read' }) },
  role_in: { action: 'read', allowed: null, args: (w) => ({ p_project: project(w) }) },
  read_project: { action: 'read', allowed: null, args: (w) => ({ p_project: project(w) }) },
  read_manifest: { action: 'read', allowed: null, args: (w) => ({ p_project: project(w) }) },
  read_file: { action: 'read', allowed: null, args: (w) => ({ p_project: project(w), p_path: 'a.txt' }) },
  read_report: { action: 'read', allowed: null, args: (w) => ({ p_project: project(w), p_version: 1 }) },
  list_members: { action: 'read', allowed: null, args: (w) => ({ p_project: project(w) }) },
  fork_project: { action: 'read', allowed: null, args: (w) => ({ p_project: project(w) }) },
  create_preview: {
    action: 'read',
    allowed: null,
    args: (w) => ({ p_project: project(w), p_preview: newPreview(false) }),
  },
  commit_version: { action: 'write', allowed: 'head_moved', args: (w) => versionOf(project(w), 7) },
  update_project: {
    action: 'write',
    allowed: null,
    args: (w) => ({ p_project: project(w), p_changes: { name: 'x' } }),
  },
  apply_version: { action: 'write', allowed: 'no_conflict', args: (w) => ({ p_project: project(w), p_version: 1 }) },
  drop_version: { action: 'write', allowed: 'no_conflict', args: (w) => ({ p_project: project(w), p_version: 1 }) },
  revoke_preview: { action: 'write', allowed: null, args: (w) => ({ p_project: project(w), p_id: w.preview }) },
  create_run: {
    action: 'run',
    allowed: 'run_active',
    args: (w) => ({ p_project: project(w), p_kind: 'edit', p_prompt: 'Go', p_model: 'm' }),
  },
  answer_run: {
    action: 'run',
    allowed: 'input_not_awaited',
    args: (w) => ({ p_run: run(w), p_input: { approve: true } }),
  },
  list_invitations: { action: 'manage', allowed: null, args: (w) => ({ p_project: project(w) }) },
  invite_member: {
    action: 'manage',
    allowed: null,
    args: (w) => invitationFor(project(w), 'viewer', 'ada@example.com'),
  },
  revoke_invitation: { action: 'manage', allowed: null, args: (w) => ({ p_project: project(w), p_id: w.invitation }) },
  set_member: {
    action: 'manage',
    allowed: null,
    args: (w) => ({ p_project: project(w), p_user: w.viewer.id, p_role: 'viewer' }),
  },
  remove_member: { action: 'manage', allowed: null, args: (w) => ({ p_project: project(w), p_user: w.spare.id }) },
  cancel_run: { action: 'run', allowed: null, args: (w) => ({ p_run: run(w) }) },
}
/** These answer with nothing to give where others refuse. */
const ANSWER_NOTHING = ['can', 'role_in', 'read_project', 'read_manifest', 'read_file', 'read_report']
/** What gives nothing back when it goes through, as no run has ended over it. */
const GIVE_NOTHING = ['set_member', 'remove_member']

async function makeWorld(data: DataAccess): Promise<World> {
  const { owner, editor, stranger } = await setUp(data)
  const [viewer, removed, spare] = [await addAccount(data), await addAccount(data), await addAccount(data)]
  await addMember(data, owner, viewer, 'viewer')
  await addMember(data, owner, removed, 'editor')
  await addMember(data, owner, spare, 'viewer')
  await owner.session.rpc('remove_member', { p_project: owner.project, p_user: removed.id })
  const made = await owner.session.rpc('create_preview', { p_project: owner.project, p_preview: newPreview(false) })
  const invited = await owner.session.rpc('invite_member', invitationFor(owner.project, 'viewer', 'eve@example.com'))
  const sessions = {
    owner: owner.session,
    editor: editor.session,
    viewer: viewer.session,
    stranger: stranger.session,
    removed: removed.session,
    anonymous: data.anonymous,
  }
  const idOf = ({ rows }: Outcome) => String(rows[0]?.['id'])
  return { data, owner, sessions, viewer, spare, invitation: idOf(invited), preview: idOf(made) }
}

/** What a role is answered with: null, a code, or that there is nothing for it. */
function outcomeOf(name: string, { error, rows }: Outcome): string | null {
  if (error !== null || GIVE_NOTHING.includes(name)) return error
  const isEmpty = rows.every((row) => Object.values(row ?? {}).every((value) => value === null || value === false))
  return isEmpty && (rows[0] as unknown) !== true && typeof rows[0] !== 'string' ? 'nothing' : null
}

function expectedOf(name: string, { action, allowed }: Call, role: Role): unknown {
  if (role === 'anonymous') return expect.any(String)
  if ((MAY[action] as readonly Role[]).includes(role)) return allowed
  if (!(MAY.read as readonly Role[]).includes(role)) return ANSWER_NOTHING.includes(name) ? 'nothing' : 'not_found'
  return action === 'manage' ? 'owner_needed' : 'editor_needed'
}

describe.each(openers)('members at %s', (_name, open) => {
  let world: World
  beforeAll(async () => {
    world = await makeWorld(await open())
  })
  afterAll(() => world.data.close())

  it('are thought of in every table with rows of a project', async () => {
    const found = await world.data.sql<{ relname: string }>(
      `select distinct relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
          and (relname = 'projects' or attname in ('project_id', 'run_id')) order by 1`,
    )
    expect(found.map(({ relname }) => relname)).toEqual(Object.keys(SIGHT).toSorted())
  })

  it.each(ROLES)(
    'a table shows its rows to whom it should, and lets %s write none past the functions',
    async (role) => {
      const { owner, sessions, data } = world
      const session = sessions[role]
      for (const [table, sight] of Object.entries(SIGHT)) {
        const isOfProject = (row: Row) => [owner.project, owner.run].some((id) => JSON.stringify(row).includes(id))
        const all = await data.sql<{ row: Row }>(`select to_jsonb(t) as row from public.${table} t`)
        const row = all.map((one) => one.row).find(isOfProject)
        // Supabase Lite tells no secret key of it, so that there is none in the fixture over HTTP.
        if (row === undefined && table.startsWith('webhook')) continue
        expect([table, row]).toEqual([table, expect.anything()])
        const seen = (await session.select(table)).rows.some(isOfProject)
        expect([table, 'select', seen]).toEqual([table, 'select', sight.includes(role)])
        const { error } = await session.insert(table, row ?? {})
        expect([table, 'insert', error]).toEqual([table, 'insert', expect.any(String)])
        const [column = ''] = Object.keys(row ?? {})
        const where = { [column]: row?.[column] }
        expect([table, 'update', (await session.update(table, where, where)).rows]).toEqual([table, 'update', []])
        // An owner may delete the project itself, which the last case does.
        if (table === 'projects' && role === 'owner') continue
        expect([table, 'delete', (await session.remove(table, where)).rows]).toEqual([table, 'delete', []])
      }
    },
  )

  it('are thought of in every function for users that takes a project or a run', async () => {
    const found = await world.data.sql<{ proname: string }>(
      `select proname::text from pg_proc where pronamespace = 'public'::regnamespace
        and has_function_privilege('authenticated', oid, 'execute')
        and proargnames && array['p_project', 'p_run'] and proname not like 'admin_%' order by 1`,
    )
    expect(found.map(({ proname }) => proname)).toEqual(Object.keys(CALLS).toSorted())
  })

  // Those who may do least come first, so that nothing is done before it was refused.
  it.each(Object.entries(CALLS))('may call %s by their role, and others may not', async (name, call) => {
    for (const role of ROLES.toReversed()) {
      const outcome = outcomeOf(name, await world.sessions[role].rpc(name, call.args(world)))
      expect([name, role, outcome]).toEqual([name, role, expectedOf(name, call, role)])
    }
  })

  it('get from the rule for many projects what the rule for one says', async () => {
    for (const role of ROLES.filter((one) => one !== 'anonymous')) {
      for (const action of [...Object.keys(MAY), 'fly']) {
        const one = await world.sessions[role].rpc('can', { p_project: world.owner.project, p_action: action })
        const many = await world.sessions[role].rpc('projects_i_can', { p_action: action })
        const may = (MAY[action as Action] as readonly Role[] | undefined)?.includes(role) ?? false
        expect([role, action, JSON.stringify(one.rows).includes('true')]).toEqual([role, action, may])
        expect([role, action, JSON.stringify(many.rows).includes(world.owner.project)]).toEqual([role, action, may])
      }
    }
  })

  it('are no accounts that only claim the address of an invitation', async () => {
    const { data, sessions, owner } = world
    const claims = await addAccount(data)
    const invited = await sessions.owner.rpc(
      'invite_member',
      invitationFor(owner.project, 'viewer', `${claims.id}@example.com`),
    )
    const accept = () => claims.session.rpc('accept_invitation', { p_hash: null, p_id: invited.rows[0]?.['id'] })
    // Not every Auth has that column.
    await data.sql('alter table auth.users add column if not exists email_confirmed_at timestamptz')
    await data.sql(`update auth.users set email_confirmed_at = null where id = '${claims.id}'`)
    expect((await claims.session.rpc('list_own_invitations', {})).rows).toEqual([])
    expect((await accept()).error).toBe('not_found')
    await data.sql(`update auth.users set email_confirmed_at = now() where id = '${claims.id}'`)
    expect((await claims.session.rpc('list_own_invitations', {})).rows).toHaveLength(1)
    expect((await accept()).error).toBeNull()
    expect((await accept()).error).toBe('not_found')
  })

  it('are given the project only where their tier has room for it', async () => {
    const { data, sessions, owner, viewer } = world
    const give = () =>
      sessions.owner.rpc('set_member', { p_project: owner.project, p_user: viewer.id, p_role: 'owner' })
    await data.sql("insert into public.tier_limits (tier, max_projects) values ('one', 1)")
    await data.sql("insert into public.tier_limits (tier, max_account_bytes) values ('tiny', 1)")
    for (const [tier, code] of [
      ['one', 'too_many_projects'],
      ['tiny', 'storage_full'],
    ] as const) {
      await data.sql(`update public.profiles set tier = '${tier}' where id = '${viewer.id}'`)
      expect([tier, (await give()).error]).toEqual([tier, code])
    }
    const [kept] = await data.sql<{ owner_id: string }>(
      `select owner_id from public.projects where id = '${owner.project}'`,
    )
    expect(kept?.owner_id).toBe(owner.id)
  })

  it('share no preview with everybody, and do not archive: the owner does', async () => {
    const { sessions, owner } = world
    const shared = { p_project: owner.project, p_preview: newPreview(true) }
    const archived = { p_project: owner.project, p_changes: { status: 'archived' } }
    for (const role of ['editor', 'viewer'] as const) {
      expect((await sessions[role].rpc('create_preview', shared)).error).toBe('owner_needed')
      expect((await sessions[role].rpc('update_project', archived)).error).toBe('owner_needed')
    }
    const made = await sessions.owner.rpc('create_preview', shared)
    expect(made.error).toBeNull()
    const revoke = { p_project: owner.project, p_id: made.rows[0]?.['id'] }
    expect((await sessions.editor.rpc('revoke_preview', revoke)).error).toBe('owner_needed')
    expect((await sessions.owner.rpc('revoke_preview', revoke)).error).toBeNull()
  })

  it('do not delete the project, which its owner does', async () => {
    const { sessions, owner } = world
    for (const role of ROLES.toReversed()) {
      const { rows } = await sessions[role].remove('projects', { id: owner.project })
      expect([role, rows.length]).toEqual([role, role === 'owner' ? 1 : 0])
    }
  })
})

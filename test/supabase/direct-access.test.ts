// The matrices of who may do what past the API. They ask the catalogue what there is, so that whatever a migration adds
// must be decided on here.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLite, openPlain, type DataAccess, type Row } from '../support/data-access.ts'
import { setUp, type Fixture } from '../support/data-fixture.ts'
import { startPglite, startRealPostgres } from '../support/plain-postgres.ts'

/** What users may call; everything else is for the secret key. */
const FUNCTIONS_OF_USERS = [
  'accept_invitation',
  'account_exists',
  'account_is_suspended',
  'account_limits',
  'admin_cancel_run',
  'admin_list_accounts',
  'admin_list_audit',
  'admin_list_runs',
  'admin_list_tiers',
  'admin_read_account',
  'admin_read_usage',
  'admin_remove_factors',
  'admin_set_account',
  'admin_set_tier',
  'admin_suspend_account',
  'admin_unsuspend_account',
  'answer_run',
  'apply_version',
  'caller_id',
  'can',
  'cancel_run',
  'commit_version',
  'create_preview',
  'create_project',
  'create_run',
  'decline_invitation',
  'drop_version',
  'end_session',
  'fork_project',
  'invite_member',
  'list_factors',
  'list_invitations',
  'list_members',
  'list_own_invitations',
  'list_projects',
  'list_sessions',
  'projects_i_can',
  'read_file',
  'read_limits',
  'read_manifest',
  'read_project',
  'read_report',
  'read_usage',
  'remove_member',
  'revoke_invitation',
  'revoke_preview',
  'role_in',
  'set_member',
  'update_project',
]
/** Tables of which no row is anybody's. */
const TABLES_OF_OPERATORS = [
  'ai_models',
  'audit_log',
  'idempotent_requests',
  'invitations',
  'project_invitations',
  'provider_keys',
  'tier_limits',
  'webhook_deliveries',
  'webhook_queues',
  'webhooks',
]

const real = await startRealPostgres()
const openers: [string, () => Promise<DataAccess>][] = [
  ['Supabase Lite', openLite],
  ['PGlite', async () => openPlain(await startPglite())],
  ...(real === undefined ? [] : [[real.name, () => openPlain(real)] as [string, () => Promise<DataAccess>]]),
]

describe.each(openers)('direct access to %s', (_name, open) => {
  let fixture: Fixture
  let tables: string[]

  beforeAll(async () => {
    fixture = await setUp(await open())
    const found = await fixture.data.sql<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
        order by 1`,
    )
    tables = found.map(({ relname }) => relname)
  })
  afterAll(() => fixture.data.close())

  const rowsOf = (table: string) =>
    fixture.data.sql(`select to_jsonb(t) as row from public.${table} t order by t::text`)
  const snapshot = async () => Object.fromEntries(await Promise.all(tables.map(async (t) => [t, await rowsOf(t)])))
  /** A row of the account, of each table. */
  async function rowOf(table: string): Promise<Row> {
    const { owner } = fixture
    const owners = [owner.id, owner.project, owner.run].map((id) => `'${id}'`).join()
    const columns = await fixture.data.sql<{ attname: string }>(
      `select attname from pg_attribute where attrelid = 'public.${table}'::regclass and attnum > 0
        and attname in ('id', 'owner_id', 'project_id', 'run_id') and atttypid = 'uuid'::regtype`,
    )
    const whose = columns.map(({ attname }) => `${attname} in (${owners})`).join(' or ') || 'true'
    const [found] = await fixture.data.sql<{ row: Row }>(
      `select to_jsonb(t) as row from public.${table} t where ${whose}`,
    )
    if (found === undefined) throw new Error(`the fixture has no row of ${table}`)
    return found.row
  }

  it('has row level security on for every table', async () => {
    const open = await fixture.data.sql(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not relrowsecurity`,
    )
    expect(open).toEqual([])
    expect(tables.length).toBeGreaterThan(8)
  })

  it('shows each table to the secret key, an account its own rows, and nobody else any', async () => {
    const { owner, stranger, data } = fixture
    for (const table of tables) {
      const { length } = await rowsOf(table)
      expect([table, (await data.service.select(table)).rows.length]).toEqual([table, length])
      expect([table, (await data.anonymous.select(table)).rows]).toEqual([table, []])
      const seen = JSON.stringify((await stranger.session.select(table)).rows)
      for (const id of [owner.id, owner.project, owner.run]) expect(seen).not.toContain(id)
      const own = (await owner.session.select(table)).rows
      expect([table, own.length > 0]).toEqual([table, !TABLES_OF_OPERATORS.includes(table)])
      expect(JSON.stringify(own)).not.toContain(stranger.project)
    }
  })

  it('lets nobody but the secret key insert, update or delete a row, save that an owner deletes a project', async () => {
    const { owner, stranger, data } = fixture
    const before = await snapshot()
    for (const table of tables) {
      const row = await rowOf(table)
      const [column = ''] = Object.keys(row)
      const where = { [column]: row[column] }
      for (const session of [data.anonymous, stranger.session, owner.session]) {
        const inserted = await session.insert(table, row)
        expect([table, 'insert', inserted.error]).toEqual([table, 'insert', expect.any(String)])
        expect([table, 'update', (await session.update(table, where, where)).rows]).toEqual([table, 'update', []])
        if (session === owner.session && table === 'projects') continue
        expect([table, 'delete', (await session.remove(table, where)).rows]).toEqual([table, 'delete', []])
      }
    }
    expect(await snapshot()).toEqual(before)
  })

  it('lets users call what is for users, and nobody else anything', async () => {
    const granted = async (role: string) => {
      const rows = await fixture.data.sql<{ proname: string }>(
        `select distinct proname from pg_proc where pronamespace = 'public'::regnamespace
          and has_function_privilege('${role}', oid, 'execute') order by 1`,
      )
      return rows.map(({ proname }) => proname)
    }
    expect(await granted('anon')).toEqual([])
    expect(await granted('authenticated')).toEqual(FUNCTIONS_OF_USERS)
    const [functions] = await fixture.data.sql<{ count: number }>(
      `select count(distinct proname)::integer as count from pg_proc where pronamespace = 'public'::regnamespace`,
    )
    expect((await granted('service_role')).length).toBe(functions?.count)
  })

  it('refuses a call of a function that is not for users by whatever name it goes', async () => {
    const calls: [string, Row][] = [
      ['store_summary', { p_run: fixture.owner.run, p_epoch: 1, p_message: 9, p_content: 'x' }],
      ['claim_run', { p_run: fixture.owner.run, p_lease_seconds: 1 }],
      ['prune_blobs', { p_limit: 1 }],
      ['reserve_budget', { p_id: fixture.owner.id, p_owner: fixture.owner.id, p_key: null, p_amount: 1, p_seconds: 1 }],
      ['put_provider_key', { p_owner: fixture.owner.id, p_key: { provider: 'openai', sealed: 'x' } }],
      ['delete_provider_key', { p_owner: fixture.owner.id, p_provider: 'openai' }],
      ['reseal_provider_keys', { p_rows: [] }],
      [
        'create_webhook',
        { p_owner: fixture.owner.id, p_webhook: { id: fixture.owner.id, url: 'https://example.com' } },
      ],
      ['update_webhook', { p_owner: fixture.owner.id, p_id: fixture.webhook, p_changes: { active: false } }],
      ['delete_webhook', { p_owner: fixture.owner.id, p_id: fixture.webhook }],
      ['redeliver', { p_owner: fixture.owner.id, p_webhook: fixture.webhook, p_delivery: fixture.webhook }],
      ['reseal_webhooks', { p_rows: [] }],
      [
        'claim_deliveries',
        { p_limit: 1, p_per_webhook: 1, p_batch: 1, p_most_bytes: 1, p_lease_seconds: 1, p_run: null },
      ],
      [
        'settle_deliveries',
        { p_webhook: fixture.webhook, p_run: fixture.owner.run, p_claim: fixture.webhook, p_delivered: [] },
      ],
      ['prune_deliveries', { p_limit: 1, p_days: 0, p_dry_run: false }],
      ['hold_invitation', { p_hash: 'f'.repeat(64), p_email: 'a@example.com' }],
      ['release_budget', { p_id: fixture.owner.id }],
      [
        'lease_budget',
        { p_id: fixture.owner.id, p_owner: fixture.owner.id, p_key: null, p_amount: 1, p_calls: 1, p_seconds: 1 },
      ],
      ['settle_budgets', { p_holds: [] }],
      ['record_calls', { p_calls: [], p_holds: [] }],
      ['take_invitation', { p_hash: 'f'.repeat(64), p_email: 'a@example.com' }],
      ['charge_storage', { p_project: fixture.owner.project, p_bytes: 1 }],
      ['set_user', { p_id: fixture.stranger.id, p_role: 'admin', p_tier: null }],
      ['stop_account', { p_owner: fixture.owner.id }],
      ['delete_account', { p_owner: fixture.owner.id, p_projects: 1 }],
      ['stop_run', { p_run: fixture.owner.run }],
      ['find_user', { p_user: fixture.owner.id }],
    ]
    for (const [name, args] of calls) {
      for (const session of [fixture.data.anonymous, fixture.stranger.session]) {
        expect([name, (await session.rpc(name, args)).error]).toEqual([name, expect.any(String)])
      }
    }
  })

  it('has every function that acts with the rights of its owner name its schemas', async () => {
    const loose = await fixture.data.sql(
      `select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
        and not coalesce(proconfig::text, '') like '%search_path%'`,
    )
    expect(loose).toEqual([])
  })
})

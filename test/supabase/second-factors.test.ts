// Straight at the data API, the token of a session that has not shown the second factor of its account reaches nothing. The catalogue
// says what there is, so that whatever a migration adds is held to it, too.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLite, openPlain, type DataAccess, type Row, type Session } from '../support/data-access.ts'
import { setUp, type Fixture } from '../support/data-fixture.ts'
import { makeFactorTable } from '../support/factor-tables.ts'
import { startPglite, startRealPostgres } from '../support/plain-postgres.ts'

const real = await startRealPostgres()
const openers: [string, () => Promise<DataAccess>][] = [
  ['Supabase Lite', openLite],
  ['PGlite', async () => openPlain(await startPglite())],
  ...(real === undefined ? [] : [[real.name, () => openPlain(real)] as [string, () => Promise<DataAccess>]]),
]

/** What may be known before: that the account is there, its limits, and by what it can be shown. */
const BEFORE = ['account_exists', 'account_is_suspended', 'account_limits', 'list_factors']
/** Of these a plain PostgreSQL has none. */
const OF_SESSIONS = ['end_session', 'list_sessions']
/** These look for a row first, of which there is none. */
const FIND_NOTHING = ['decline_invitation', 'list_own_invitations']

describe.each(openers)('second factors at %s', (_name, open) => {
  let fixture: Fixture
  let data: DataAccess
  let first: Session
  let second: Session
  const factor = randomUUID()

  beforeAll(async () => {
    fixture = await setUp(await open())
    data = fixture.data
    first = await data.as(fixture.owner.id, { aal: 'aal1' })
    second = await data.as(fixture.owner.id, { aal: 'aal2' })
  })
  afterAll(() => data.close())

  const tablesOfUsers = () =>
    data.sql<{ relname: string }>(
      `select distinct tablename::text as relname from pg_policies where schemaname = 'public' and cmd in ('SELECT', 'ALL')
        order by 1`,
    )
  const functionsOfUsers = () =>
    data.sql<{ proname: string; names: string[] }>(
      `select proname::text, coalesce((proargnames::text[])[1:pronargs], '{}') as names from pg_proc
        where pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', oid, 'execute') order by 1`,
    )
  const argumentsFor = (names: string[]): Row => {
    const given: Row = { p_project: fixture.owner.project, p_run: fixture.owner.run, p_path: 'a.txt', p_action: 'read' }
    return Object.fromEntries(names.map((name) => [name, given[name] ?? null]))
  }
  const call = async (session: Session, { proname, names }: { proname: string; names: string[] }) =>
    session.rpc(proname, argumentsFor(names))

  it('are asked for by every policy and every function that asks who calls', async () => {
    const loose = await data.sql(
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosrc like '%auth.uid()%'
          and proname not in ('caller_id', ${BEFORE.map((name) => `'${name}'`).join()})
        union all
        select policyname from pg_policies where schemaname = 'public'
          and coalesce(qual, '') || coalesce(with_check, '') like '%auth.uid()%'`,
    )
    expect(loose).toEqual([])
  })

  it('are none where Auth has no such table: nothing is refused, and their list is not configured', async () => {
    expect((await first.select('projects')).rows).toHaveLength(1)
    expect((await first.rpc('list_factors', {})).error).toBe('not_configured')
    expect((await first.rpc('account_limits', {})).rows[0]).toMatchObject({ has_factor: false })
  })

  it('count from the moment in which Auth has verified one', async () => {
    await makeFactorTable(data)
    const { id } = fixture.owner
    await data.sql(
      `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret)
        values ('${factor}', '${id}', 'My phone', 'totp', 'unverified', 'S3CRET')`,
    )
    expect((await first.select('projects')).error).toBeNull()
    await data.sql(`update auth.mfa_factors set status = 'verified' where id = '${factor}'`)
    expect((await first.select('projects')).error).toBe('mfa_required')
    expect((await second.select('projects')).rows).toHaveLength(1)
    expect((await fixture.stranger.session.select('projects')).error).toBeNull()
    expect((await data.service.select('projects')).rows.length).toBeGreaterThan(1)
  })

  it('keep every table from a session that has not shown one, and a token that says nothing of it, too', async () => {
    const silent = await data.as(fixture.owner.id)
    const tables = await tablesOfUsers()
    expect(tables.length).toBeGreaterThan(15)
    for (const { relname } of tables) {
      for (const session of [first, silent]) {
        expect([relname, await session.select(relname)]).toEqual([relname, { error: 'mfa_required', rows: [] }])
      }
      expect([relname, (await second.select(relname)).error]).toEqual([relname, null])
    }
    expect((await first.insert('projects', { name: 'x' })).error).toBe('mfa_required')
    expect((await first.remove('projects', { id: fixture.owner.project })).error).toBe('mfa_required')
    expect((await second.select('projects')).rows).toHaveLength(1)
  })

  it('keep every function from it, save what may be known before', async () => {
    const functions = await functionsOfUsers()
    expect(functions.length).toBeGreaterThan(40)
    for (const one of functions) {
      const { error, rows } = await call(first, one)
      if (BEFORE.includes(one.proname)) expect([one.proname, error]).toEqual([one.proname, null])
      else if (FIND_NOTHING.includes(one.proname)) expect([one.proname, rows]).toEqual([one.proname, []])
      else if (OF_SESSIONS.includes(one.proname)) expect(['mfa_required', 'not_configured']).toContain(error)
      else expect([one.proname, error]).toEqual([one.proname, 'mfa_required'])
    }
  })

  it('are listed for both without the secret, and not taken away by either', async () => {
    for (const session of [first, second]) {
      const { rows } = await session.rpc('list_factors', {})
      expect(rows).toEqual([
        expect.objectContaining({ id: factor, name: 'My phone', type: 'totp', status: 'verified' }),
      ])
      expect(JSON.stringify(rows)).not.toContain('S3CRET')
      // The schema of Auth is for Auth.
      expect((await session.select('mfa_factors')).error).toEqual(expect.any(String))
    }
    expect((await fixture.stranger.session.rpc('list_factors', {})).rows).toEqual([])
  })

  it('are taken from another account by an admin alone, which is in the audit log', async () => {
    const { owner, stranger } = fixture
    const take = (session: Session, id = owner.id) => session.rpc('admin_remove_factors', { p_id: id })
    expect((await take(stranger.session)).error).toBe('not_found')
    await data.sql(`update public.profiles set role = 'admin' where id in ('${stranger.id}', '${owner.id}')`)
    expect((await take(first)).error).toBe('mfa_required')
    expect((await take(second)).error).toBe('own_account')
    expect((await take(stranger.session)).error).toBeNull()
    expect((await first.select('projects')).rows).toHaveLength(1)
    const log = await data.sql(`select action, actor_id::text, target_id::text, details from public.audit_log`)
    expect(log.filter(({ action }) => action === 'account.remove_factors')).toEqual([
      { action: 'account.remove_factors', actor_id: stranger.id, target_id: owner.id, details: { factors: 1 } },
    ])
  })

  it('let every function be called by a session that has shown one', async () => {
    await data.sql(
      `insert into auth.mfa_factors (user_id, factor_type, status) values ('${fixture.owner.id}', 'totp', 'verified')`,
    )
    for (const one of await functionsOfUsers()) {
      expect([one.proname, (await call(second, one)).error]).not.toEqual([one.proname, 'mfa_required'])
    }
  })
})

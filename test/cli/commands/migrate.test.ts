import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import postgres, { type Sql } from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { samokoder } from '../../support/cli.ts'
import { startPglite, startRealPostgres, type PlainPostgres } from '../../support/plain-postgres.ts'

const VERSIONS = (await readdir('supabase/migrations')).map((file) => file.slice(0, file.indexOf('_'))).toSorted()
/** The migration that adds the column. */
const OPERATORS = '20261123000000'
const LAST = VERSIONS.at(-1) ?? ''
const servers = [await startPglite(), await startRealPostgres()].filter((server) => server !== undefined)

afterAll(() => Promise.all(servers.map(({ close }) => close())))

describe.each(servers)('migrate over $name', ({ url }: PlainPostgres) => {
  const migrate = (...parameters: string[]) => samokoder({ DATABASE_URL: url }, 'migrate', ...parameters, '--json')
  const error = (code: string) => ({ error: { code, message: expect.any(String), hint: expect.any(String) } })

  async function withSql<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const sql = postgres(url, { max: 1, onnotice: () => undefined })
    try {
      return await work(sql)
    } finally {
      await sql.end()
    }
  }

  /** Everything of the schema that a migration can make. */
  const describeSchema = () =>
    withSql(
      (sql) => sql<{ what: string }[]>`
        select 'column ' || table_name || '.' || column_name || ' ' || data_type as what
          from information_schema.columns where table_schema = 'public'
        union all select 'function ' || p.oid::regprocedure::text from pg_proc p
          where p.pronamespace = 'public'::regnamespace
        union all select 'policy ' || tablename || ' ' || policyname from pg_policies where schemaname = 'public'
        union all select 'index ' || indexname from pg_indexes where schemaname = 'public'
        union all select 'trigger ' || tgname from pg_trigger where not tgisinternal
        order by 1`,
    ).then((rows) => rows.map(({ what }) => what))

  beforeAll(() => withSql((sql) => sql.unsafe('drop schema public cascade; create schema public')))
  afterEach(async () => {
    await withSql((sql) =>
      sql.unsafe(`drop trigger if exists create_profile on auth.users; truncate auth.users cascade;
        drop schema if exists supabase_migrations cascade; drop schema public cascade; create schema public`),
    )
  })

  it('goes up, tells where it is, and has nothing more to do', async () => {
    expect(await migrate('up', '--dry-run')).toMatchObject({ code: 0, json: { applied: [], pending: VERSIONS } })
    expect((await migrate('status')).json).toEqual({ applied: [], pending: VERSIONS })
    expect(await migrate('up')).toMatchObject({ code: 0, json: { applied: VERSIONS } })
    expect((await migrate('status')).json).toEqual({ applied: VERSIONS, pending: [] })
    expect((await migrate('up')).json).toMatchObject({ applied: [], already_applied: VERSIONS })
    const history = await withSql((sql) => sql`select version, name from supabase_migrations.schema_migrations`)
    expect(history).toHaveLength(VERSIONS.length)
  })

  it('goes all the way down and up again to the same schema', async () => {
    const empty = await describeSchema()
    await migrate('up')
    const schema = await describeSchema()
    expect(schema.length).toBeGreaterThan(50)
    for (const version of VERSIONS.toReversed()) {
      expect((await migrate('down', '--dry-run')).json).toMatchObject({ dry_run: true, undone: version })
      expect(await migrate('down')).toMatchObject({ code: 0, json: { undone: version } })
    }
    expect(await describeSchema()).toEqual(empty)
    expect((await migrate('down')).json).toMatchObject({ undone: null })
    await migrate('up')
    expect(await describeSchema()).toEqual(schema)
    // Two commands for each migration that there is.
  }, 600_000)

  it('drops no table with rows unless it is forced to', async () => {
    await migrate('up')
    await withSql((sql) => sql`insert into auth.users (email) values ('a@example.com')`)
    for (let step = 1; step < VERSIONS.length; step++) await migrate('down')
    const losses = [{ what: 'public.profiles', rows: 1 }]
    expect((await migrate('down', '--dry-run')).json).toMatchObject({ losses })
    expect(await migrate('down')).toMatchObject({ code: 1, json: error('would_lose_data') })
    expect(await migrate('down', '--force')).toMatchObject({ code: 0, json: { undone: VERSIONS[0], losses } })
  })

  it('drops no column with values of its own unless it is forced to', async () => {
    await migrate('up')
    await withSql((sql) => sql`insert into auth.users (email) values ('a@example.com'), ('b@example.com')`)
    await withSql(
      (sql) => sql`update public.profiles set role = 'admin' where id in (select id from public.profiles limit 1)`,
    )
    for (const version of VERSIONS.toReversed()) if (version > OPERATORS) await migrate('down')
    const losses = [{ what: 'public.profiles.role', rows: 1 }]
    expect((await migrate('down', '--dry-run')).json).toMatchObject({ losses })
    expect(await migrate('down')).toMatchObject({ code: 1, json: error('would_lose_data') })
    expect(await migrate('down', '--force')).toMatchObject({ code: 0, json: { losses } })
  })

  it('changes nothing when it is only to tell', async () => {
    const everything = () =>
      withSql(async (sql) => [
        await sql`select nspname from pg_namespace where nspname !~ '^pg_' order by 1`,
        await sql`select oid::regclass::text, reltuples, relfilenode from pg_class where relnamespace = 'public'::regnamespace`,
      ])
    const before = await everything()
    expect(await migrate('up', '--dry-run')).toMatchObject({ code: 0 })
    expect(await migrate('status')).toMatchObject({ code: 0 })
    expect(await everything()).toEqual(before)
    await migrate('up')
    const after = await everything()
    expect(await migrate('down', '--dry-run', '--force')).toMatchObject({ code: 0 })
    expect(await everything()).toEqual(after)
  })

  it('refuses a database that is ahead of the release', async () => {
    await migrate('up')
    await withSql((sql) => sql`insert into supabase_migrations.schema_migrations (version) values ('29990101000000')`)
    expect(await migrate('up')).toMatchObject({ code: 1, json: error('database_ahead') })
    expect(await migrate('down')).toMatchObject({ code: 1, json: error('database_ahead') })
  })

  it('refuses a history with a gap, and tables without a history', async () => {
    await migrate('up')
    await withSql((sql) => sql`delete from supabase_migrations.schema_migrations where version <> ${LAST}`)
    expect(await migrate('up')).toMatchObject({ code: 1, json: error('gap') })
    await withSql((sql) => sql`delete from supabase_migrations.schema_migrations`)
    expect(await migrate('status')).toMatchObject({ code: 1, json: error('half_migrated') })
  })

  it('refuses a history that is none, with the words of PostgreSQL', async () => {
    await migrate('up')
    await withSql((sql) => sql`alter table supabase_migrations.schema_migrations rename column version to other`)
    expect(await migrate('status')).toMatchObject({ code: 1, stderr: '', json: error('database_failed') })
  })

  it('keeps nothing of a migration that fails', async () => {
    await withSql((sql) => sql`create function public.cancel_run(p_run uuid) returns int language sql as 'select 1'`)
    const told = await migrate('up')
    expect(told).toMatchObject({ code: 1, json: error('migration_failed') })
    expect(told.stdout).toContain('42723')
    const [kept] = await withSql((sql) => sql`select to_regproc('public.claim_run') as claim_run`)
    expect(kept).toEqual({ claim_run: null })
    expect((await migrate('status')).json).toMatchObject({ applied: VERSIONS.slice(0, 1) })
  })

  it('refuses a database that is no Supabase', async () => {
    await withSql((sql) => sql`alter schema auth rename to elsewhere`)
    const told = await migrate('up')
    await withSql((sql) => sql`alter schema elsewhere rename to auth`)
    expect(told).toMatchObject({ code: 1, json: error('no_auth_schema') })
  })
})

describe('two at once', () => {
  const real = servers.find(({ name }) => name.startsWith('PostgreSQL'))
  it.skipIf(real === undefined)(
    'take turns: one applies, the other finds nothing to do (needs a real PostgreSQL)',
    async () => {
      const environment = { DATABASE_URL: real?.url ?? '' }
      const both = await Promise.all([1, 2].map(() => samokoder(environment, 'migrate', 'up', '--json')))
      expect(both.map(({ code }) => code)).toEqual([0, 0])
      const applied = both.map(({ json }) => (json as { applied: string[] }).applied)
      expect(applied.toSorted((a, b) => a.length - b.length)).toEqual([[], VERSIONS])
    },
  )
})

describe.skipIf(servers.length < 2)('over a real PostgreSQL (needs one)', () => {
  const url = servers.find(({ name }) => name.startsWith('PostgreSQL'))?.url ?? ''
  const up = (address: string) => samokoder({ DATABASE_URL: address }, 'migrate', 'up', '--json')
  const withSql = async (work: (sql: Sql) => Promise<unknown>) => {
    const sql = postgres(url, { max: 1, onnotice: () => undefined })
    await work(sql)
    await sql.end()
  }

  it('tells a database that is not there, a role that may not, and a server that only reads', async () => {
    await withSql(async (sql) => {
      await sql`drop schema if exists supabase_migrations cascade`
      await sql`drop schema public cascade`
      await sql`create schema public`
      await sql`create role reader login password 'hunter2'`
      await sql`grant usage on schema auth to reader`
    })
    const missing = await up(url.replace(/\/postgres$/, '/nowhere'))
    expect(missing).toMatchObject({ code: 1, json: { error: { code: 'refused' } } })
    const reader = await up(url.replace('postgres@', 'reader:hunter2@'))
    expect(reader).toMatchObject({ code: 1, json: { error: { code: 'no_permission' } } })
    const standby = await up(`${url}?default_transaction_read_only=on`)
    expect(standby).toMatchObject({ code: 1, json: { error: { code: 'no_permission' } } })
    expect(missing.stdout + reader.stdout + standby.stdout).not.toContain('hunter2')
  })
})

describe('without a database', () => {
  it('tells what to set, with the exit code of a bad environment', async () => {
    for (const url of ['', 'mysql://x', 'nonsense']) {
      const told = await samokoder({ DATABASE_URL: url }, 'migrate', 'up')
      expect(told).toMatchObject({ code: 78, stdout: '' })
      expect(told.stderr).toContain('DATABASE_URL')
    }
  })

  it('gives up on what answers and is no PostgreSQL', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const address = `postgres://me:hunter2@127.0.0.1:${port}/x?connect_timeout=1`
    const told = await samokoder({ DATABASE_URL: address }, 'migrate', 'status', '--json')
    server.closeAllConnections()
    server.close()
    expect(told).toMatchObject({ code: 69, stderr: '', json: { error: { code: 'unreachable' } } })
  })

  it('names an address that no client can read, and shows nothing of it', async () => {
    const told = await samokoder({ DATABASE_URL: 'postgres://me:hunter2%zz@127.0.0.1:9/x' }, 'migrate', 'up')
    expect([told.code, told.stderr]).toEqual([78, expect.stringContaining('DATABASE_URL cannot be used')])
    expect(told.stderr).not.toContain('hunter2')
  })

  it('tells that it cannot be reached, and no password', async () => {
    const told = await samokoder({ DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:9/x' }, 'migrate', 'status')
    expect(told.code).toBe(69)
    expect(told.stderr).toContain('ECONNREFUSED')
    expect(told.stderr).not.toContain('hunter2')
  })
})

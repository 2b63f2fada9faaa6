// The migrations of this build over a PostgreSQL connection. The history is the Supabase CLI's own table, so that
// `supabase db push`, Supabase Lite and this agree on what has been done.
import postgres, { type Sql, type TransactionSql } from 'postgres'
import { EXIT, Refusal } from './command.ts'

export type Migration = { version: string; name: string; up: string; down: string }

/** Of this build, oldest first; the build writes them in. */
declare const MIGRATIONS: Migration[]
export const migrations = MIGRATIONS

export type State = { applied: string[]; pending: Migration[] }

/** Processes that migrate at the same time wait for each other by this number. */
const LOCK = 7_273_504_061
const CONNECT_SECONDS = 10

/** Runs `work` on a connection of its own, alone among those that migrate. @throws {Refusal} */
export async function withDatabase<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, connect_timeout: CONNECT_SECONDS, onnotice: () => undefined })
  try {
    await sql`select pg_advisory_lock(${LOCK})`
    return await work(sql)
  } catch (error) {
    throw toRefusal(error)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** @throws {Refusal} when the database is not in a state that this build can go on from */
export async function readState(sql: Sql): Promise<State> {
  const [found] = await sql<{ history: boolean; auth: boolean; tables: boolean }[]>`
    select to_regclass('supabase_migrations.schema_migrations') is not null as history,
      to_regclass('auth.users') is not null as auth,
      to_regclass('public.projects') is not null as tables`
  if (!found?.auth) {
    throw new Refusal(
      'no_auth_schema',
      'The database has no table auth.users.',
      'Point DATABASE_URL at the database of a Supabase, after its Auth service has started once.',
    )
  }
  const rows = found.history
    ? await sql<{ version: string }[]>`select version from supabase_migrations.schema_migrations order by version`
    : []
  const applied = rows.map(({ version }) => version)
  refuseUnknown(applied)
  const pending = migrations.filter(({ version }) => !applied.includes(version))
  const last = applied.at(-1) ?? ''
  const skipped = pending.find(({ version }) => version < last)
  if (skipped !== undefined) {
    throw new Refusal(
      'gap',
      `Migration ${skipped.version} is not in the history, though ${last} is.`,
      'Compare the schema with that file; then apply it by hand and add its version to the history.',
    )
  }
  if (applied.length === 0 && found.tables) {
    throw new Refusal(
      'half_migrated',
      'The tables are there, and the history of migrations is not.',
      'Restore the table supabase_migrations.schema_migrations, or begin with an empty schema public.',
    )
  }
  return { applied, pending }
}

function refuseUnknown(applied: string[]): void {
  const unknown = applied.filter((version) => !migrations.some((migration) => migration.version === version))
  if (unknown.length === 0) return
  throw new Refusal(
    'database_ahead',
    `The database has migrations that this release does not know: ${unknown.join(', ')}.`,
    'Deploy the release that brought them, or undo them with it: samokoder migrate down.',
  )
}

/** Applies one migration together with its entry in the history. */
export async function applyMigration(sql: Sql, { version, name, up }: Migration): Promise<void> {
  await sql.unsafe(`create schema if not exists supabase_migrations;
    create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`)
  await inTransaction(sql, `${version}_${name}`, async (transaction) => {
    await transaction.unsafe(up)
    await transaction`insert into supabase_migrations.schema_migrations (version, name) values (${version}, ${name})`
  })
}

export async function undoMigration(sql: Sql, { version, name, down }: Migration): Promise<void> {
  await inTransaction(sql, `${version}_${name}`, async (transaction) => {
    await transaction.unsafe(down)
    await transaction`delete from supabase_migrations.schema_migrations where version = ${version}`
  })
}

/** PostgREST keeps what it knows of the schema until it is told. */
export async function announceSchema(sql: Sql): Promise<void> {
  await sql`select pg_notify('pgrst', 'reload schema')`
}

/** Rows in the tables that a migration's undoing would drop. */
export async function countLosses(sql: Sql, { down }: Migration): Promise<{ table: string; rows: number }[]> {
  const [, list = ''] = /drop table ([^;]+);/.exec(down) ?? []
  const tables = list.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]))
  const counted = []
  for (const table of tables) {
    const [row] = await sql<{ rows: number }[]>`select count(*)::integer as rows from ${sql(table)}`
    counted.push({ table, rows: row?.rows ?? 0 })
  }
  return counted.filter(({ rows }) => rows > 0)
}

async function inTransaction(sql: Sql, what: string, work: (sql: TransactionSql) => Promise<void>): Promise<void> {
  try {
    await sql.begin(work)
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error
    throw new Refusal(
      'migration_failed',
      `${what}: ${error.code} ${error.message}`,
      'Nothing of it was kept. Mend what the message names, and run the command again.',
    )
  }
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET', 'CONNECT_TIMEOUT'])
const REFUSED = new Set(['28000', '28P01', '3D000'])

function toRefusal(error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (UNREACHABLE.has(code) || code.startsWith('57P') || code === 'CONNECTION_CLOSED') {
    const hint = 'See that PostgreSQL runs there, and that this machine may reach it.'
    return new Refusal('unreachable', `The database of DATABASE_URL does not answer (${code}).`, hint, EXIT.unavailable)
  }
  if (REFUSED.has(code)) {
    return new Refusal('refused', `The database refuses the connection: ${message}.`, 'Check user, password and name.')
  }
  if (code === '42501') {
    return new Refusal('no_permission', message, 'Connect as the owner of the schema public, such as postgres.')
  }
  return error
}

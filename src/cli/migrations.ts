// The migrations of this build over a PostgreSQL connection. The history is the Supabase CLI's own table, so that
// `supabase db push`, Supabase Lite and this agree on what has been done.
import postgres, { type Sql, type TransactionSql } from 'postgres'
import { Refusal } from './command.ts'

export type Migration = { version: string; name: string; up: string; down: string }

/** Of this build, oldest first; the build writes them in. */
declare const MIGRATIONS: Migration[]
export const migrations = MIGRATIONS

export type State = { applied: string[]; pending: Migration[] }

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

export type Loss = { what: string; rows: number }

/** Rows in the tables that a migration's undoing would drop, and rows with values of their own in such columns. */
export async function countLosses(sql: Sql, { down }: Migration): Promise<Loss[]> {
  const losses: Loss[] = []
  for (const [, list = ''] of down.matchAll(/drop table ([^;]+);/g)) {
    for (const table of list.split(',').map((name) => name.trim())) {
      losses.push({ what: table, rows: await countRows(sql, table, 'true') })
    }
  }
  for (const [, table = '', list = ''] of down.matchAll(/alter table (\S+) ([^;]+);/g)) {
    for (const [, column = ''] of list.matchAll(/drop column (\w+)/g)) {
      const rows = await countRows(sql, table, `${column} is distinct from (${await readDefault(sql, table, column)})`)
      losses.push({ what: `${table}.${column}`, rows })
    }
  }
  return losses.filter(({ rows }) => rows > 0)
}

async function countRows(sql: Sql, table: string, condition: string): Promise<number> {
  const [row] = await sql.unsafe<{ rows: number }[]>(
    `select count(*)::integer as rows from ${table} where ${condition}`,
  )
  return row?.rows ?? 0
}

/** As SQL has it. */
async function readDefault(sql: Sql, table: string, column: string): Promise<string> {
  const [row] = await sql<{ expression: string }[]>`
    select pg_get_expr(adbin, adrelid) as expression from pg_attrdef join pg_attribute on attrelid = adrelid
      and attnum = adnum where adrelid = ${table}::regclass and attname = ${column}`
  return row?.expression ?? 'null'
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

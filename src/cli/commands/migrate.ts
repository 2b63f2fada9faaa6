import type { Command } from 'commander'
import type { Sql } from 'postgres'
import { variables } from '../../config.ts'
import { EXIT, perform, Refusal, showProgress, type Result } from '../command.ts'
import { withDatabase } from '../connect-postgres.ts'
import {
  announceSchema,
  applyMigration,
  countLosses,
  migrations,
  readState,
  undoMigration,
  type Migration,
} from '../migrations.ts'

type Options = { dryRun?: boolean; force?: boolean }

export function addMigrate(program: Command): void {
  const migrate = program
    .command('migrate')
    .summary('bring the database to the schema of this release, or one step back')
    .description('Migrations of this build over DATABASE_URL, the only variable that is read.')
  perform(
    migrate
      .command('up')
      .description('Apply what is pending, each migration in a transaction with its entry in the history.')
      .option('--dry-run', 'only tell what would be applied')
      .addHelpText('after', '\nExample:\n  DATABASE_URL=postgres://postgres:…@db:5432/postgres samokoder migrate up'),
    (options: Options) => withDatabase(databaseUrl(), (sql) => migrateUp(sql, options)),
  )
  perform(migrate.command('status').description('Tell what is applied and what is pending; changes nothing.'), () =>
    withDatabase(databaseUrl(), showStatus),
  )
  perform(
    migrate
      .command('down')
      .description('Undo the last migration. What holds data is only dropped with --force.')
      .option('--dry-run', 'only tell what would be undone, and what would be lost')
      .option('--force', 'drop tables and columns although they hold data'),
    (options: Options) => withDatabase(databaseUrl(), (sql) => migrateDown(sql, options)),
  )
}

function databaseUrl(): string {
  const given = variables.shape.DATABASE_URL.safeParse(process.env['DATABASE_URL'] || undefined)
  if (given.success && given.data !== undefined) return given.data
  const hint = 'Set it to the PostgreSQL behind SUPABASE_URL.'
  throw new Refusal('bad_environment', 'DATABASE_URL must be a postgres:// URL', hint, EXIT.environment)
}

async function migrateUp(sql: Sql, { dryRun = false }: Options): Promise<Result> {
  const { applied, pending } = await readState(sql)
  for (const [index, migration] of pending.entries()) {
    if (dryRun) continue
    showProgress(`applying ${index + 1} of ${pending.length}: ${fileOf(migration)}`)
    await applyMigration(sql, migration)
  }
  if (!dryRun && pending.length > 0) await announceSchema(sql)
  const verb = dryRun ? 'would apply' : 'applied'
  const lines = pending.map((migration) => `${verb} ${fileOf(migration)}`)
  return {
    data: {
      dry_run: dryRun,
      already_applied: applied,
      applied: dryRun ? [] : versionsOf(pending),
      pending: dryRun ? versionsOf(pending) : [],
    },
    lines: lines.length > 0 ? lines : [`nothing to do: the schema is at ${applied.at(-1) ?? 'nothing'}`],
  }
}

async function showStatus(sql: Sql): Promise<Result> {
  const { applied, pending } = await readState(sql)
  const lines = migrations.map(
    (migration) => `${pending.includes(migration) ? 'pending' : 'applied'}  ${fileOf(migration)}`,
  )
  return { data: { applied, pending: versionsOf(pending) }, lines }
}

async function migrateDown(sql: Sql, { dryRun = false, force = false }: Options): Promise<Result> {
  const { applied } = await readState(sql)
  const last = migrations.find(({ version }) => version === applied.at(-1))
  if (last === undefined) return { data: { dry_run: dryRun, undone: null, losses: [] }, lines: ['nothing to undo'] }
  const losses = await countLosses(sql, last)
  const lost = losses.map(({ what, rows }) => `${what} (${rows} rows)`).join(', ')
  if (!dryRun && !force && losses.length > 0) {
    const hint = 'Back the database up first; --force drops them.'
    throw new Refusal('would_lose_data', `Undoing ${fileOf(last)} drops ${lost}.`, hint)
  }
  if (!dryRun) {
    await undoMigration(sql, last)
    await announceSchema(sql)
  }
  return {
    data: { dry_run: dryRun, undone: last.version, losses },
    lines: [`${dryRun ? 'would undo' : 'undid'} ${fileOf(last)}${losses.length > 0 ? `, losing ${lost}` : ''}`],
  }
}

function fileOf({ version, name }: Migration): string {
  return `${version}_${name}.sql`
}

function versionsOf(list: Migration[]): string[] {
  return list.map(({ version }) => version)
}

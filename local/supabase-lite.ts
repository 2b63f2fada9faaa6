// Supabase Lite: PostgREST and Auth, on PGlite, which is a real Postgres in this thread, or on another Postgres.
import { readdir, readFile } from 'node:fs/promises'
import { App, appliedVersions, type Connection, ensureHistoryTable, splitSqlStatements } from '@supabase/lite'
import { createPgliteConnection } from '@supabase/lite/pglite'
import { openDatabaseFolder } from './database-folder.ts'
import { refuseWhenFull } from './disk-space.ts'
import { serveLocal, type LocalServer } from './serve-local.ts'

const MIGRATIONS = new URL('../supabase/migrations/', import.meta.url)

export type DatabaseKeys = { publishableKey: string; secretKey: string; jwtSecret: string }
export type LocalDatabase = LocalServer & { migrated: string[] }

export type DatabaseOptions = {
  /** Folder of a PGlite; undefined keeps everything in memory. */
  dataDir?: string | undefined
  /** Another Postgres in its place. */
  connection?: Connection
  port: number
  keys: DatabaseKeys
  /** Whether a new account must confirm its address first, by a mail that is printed. */
  confirmsAddresses?: boolean
}

/**
 * Starts the data API and Auth on loopback and brings the schema up to date.
 * `migrated` names the migrations that were applied now.
 */
export async function startDatabase(options: DatabaseOptions): Promise<LocalDatabase> {
  const { dataDir } = options
  const folder = dataDir === undefined ? undefined : await openDatabaseFolder(dataDir)
  const connection = options.connection ?? (await createPgliteConnection({ url: dataDir ?? 'memory://' }))
  const app = new App({
    connection,
    auth: {
      enabled: true,
      jwt_secret: options.keys.jwtSecret,
      publishable_key: options.keys.publishableKey,
      secret_key: options.keys.secretKey,
      email: { enable_confirmations: options.confirmsAddresses ?? false },
    },
    options: { server: { admin: false } },
  })
  await app.ensureSystemSchema().catch((cause: unknown) => {
    throw dataDir === undefined ? cause : new Error(cannotOpen(dataDir), { cause })
  })
  const migrated = await applyMigrations(connection)
  await folder?.finish()
  const handle = (request: Request, peerAddress: string | null) => app.fetch(request, { peerAddress })
  const server = await serveLocal(options.port, dataDir === undefined ? handle : refuseWhenFull(dataDir, handle))
  return {
    ...server,
    migrated,
    close: async () => {
      await server.close()
      // PGlite ends like a program: it sets the exit code of the whole process, even over a failure. Its own is 99 or
      // more while it runs, which is nobody's.
      const exitCode = Number(process.exitCode ?? 0)
      await connection.close()
      process.exitCode = exitCode >= 99 ? 0 : exitCode
    },
  }
}

function cannotOpen(dataDir: string): string {
  return `The database in ${dataDir} cannot be opened. To begin with an empty one, move that folder away.`
}

async function applyMigrations(connection: Connection): Promise<string[]> {
  await ensureHistoryTable(connection)
  const applied = new Set(await appliedVersions(connection))
  const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).toSorted()
  const pending = files.filter((name) => !applied.has(versionOf(name)))
  for (const file of pending) {
    const statements = splitSqlStatements(await readFile(new URL(file, MIGRATIONS), 'utf8'))
    // Together, so that a process which is killed in between leaves both or neither.
    await connection.transaction([...statements, entryOf(file)])
  }
  return pending
}

/** The entry of a migration in the history, which is that of the Supabase CLI. */
function entryOf(file: string): string {
  const name = file.slice(file.indexOf('_') + 1, -'.sql'.length)
  return `insert into supabase_migrations.schema_migrations (version, name) values ('${versionOf(file)}', '${name}')`
}

function versionOf(file: string): string {
  return file.slice(0, file.indexOf('_'))
}

// Supabase Lite: PostgREST and Auth, on PGlite, which is a real Postgres in this process, or on another Postgres.
import { readdir, readFile } from 'node:fs/promises'
import {
  App,
  appliedVersions,
  type Connection,
  ensureHistoryTable,
  recordVersion,
  splitSqlStatements,
} from '@supabase/lite'
import { createPgliteConnection } from '@supabase/lite/pglite'
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
}

/**
 * Starts the data API and Auth on loopback and brings the schema up to date.
 * `migrated` names the migrations that were applied now.
 */
export async function startDatabase(options: DatabaseOptions): Promise<LocalDatabase> {
  const connection = options.connection ?? (await createPgliteConnection({ url: options.dataDir ?? 'memory://' }))
  const app = new App({
    connection,
    auth: {
      enabled: true,
      jwt_secret: options.keys.jwtSecret,
      publishable_key: options.keys.publishableKey,
      secret_key: options.keys.secretKey,
      email: { enable_confirmations: false },
    },
    options: { server: { admin: false } },
  })
  await app.ensureSystemSchema()
  const migrated = await applyMigrations(connection)
  const server = await serveLocal(options.port, (request, peerAddress) => app.fetch(request, { peerAddress }))
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

async function applyMigrations(connection: Connection): Promise<string[]> {
  await ensureHistoryTable(connection)
  const applied = new Set(await appliedVersions(connection))
  const files = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).toSorted()
  const pending = files.filter((name) => !applied.has(versionOf(name)))
  for (const file of pending) {
    const statements = splitSqlStatements(await readFile(new URL(file, MIGRATIONS), 'utf8'))
    await connection.transaction(statements)
    const name = file.slice(file.indexOf('_') + 1, -'.sql'.length)
    await recordVersion(connection, { version: versionOf(file), name, statements })
  }
  return pending
}

function versionOf(file: string): string {
  return file.slice(0, file.indexOf('_'))
}

// PostgreSQL over its own wire protocol: PGlite behind a socket, and the real server where one is installed.
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import type { AddressInfo, Server } from 'node:net'
import postgres from 'postgres'
import { startPostgres } from './postgres-server.ts'

export type PlainPostgres = { name: string; url: string; close: () => Promise<void> }

/** What Supabase Auth has made when the migrations come. */
const AUTH_SCHEMA = `
create schema auth;
create table auth.users (id uuid primary key default gen_random_uuid(), email text, raw_user_meta_data jsonb);
create function auth.uid() returns uuid language sql stable as $$
  select nullif(current_setting('request.jwt.claim.sub', true), '')::uuid
$$;`

/** Takes one connection at a time, as PGlite does. */
export async function startPglite(): Promise<PlainPostgres> {
  const db = await PGlite.create()
  const socket = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 })
  await socket.start()
  // The library tells the port that it was asked for.
  const { port } = (socket as unknown as { server: Server }).server.address() as AddressInfo
  await db.exec(AUTH_SCHEMA)
  return {
    name: 'PGlite',
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    close: async () => {
      await socket.stop()
      await db.close()
    },
  }
}

/** Undefined, with a printed reason, where no PostgreSQL is installed. */
export async function startRealPostgres(): Promise<PlainPostgres | undefined> {
  const server = await startPostgres()
  if (server === undefined) {
    process.stderr.write('Left out: what needs a real PostgreSQL, since none is installed.\n')
    return undefined
  }
  const sql = postgres(server.url, { max: 1 })
  await sql.unsafe(AUTH_SCHEMA)
  await sql.end()
  return { name: `PostgreSQL ${server.version}`, url: server.url, close: server.close }
}

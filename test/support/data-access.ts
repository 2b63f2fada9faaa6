// What a role can do with the data, past the API: over the data API of Supabase Lite, and in plain PostgreSQL by the SQL
// that a data API would send.
import { createPgliteConnection } from '@supabase/lite/pglite'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { readdir, readFile } from 'node:fs/promises'
import { SignJWT } from 'jose'
import postgres, { type Sql } from 'postgres'
import { startDatabase } from '../../local/supabase-lite.ts'
import type { PlainPostgres } from './plain-postgres.ts'

export type Row = Record<string, unknown>
/** `error` is the SQLSTATE, or the code that a function raised; null when it went through. */
export type Outcome = { error: string | null; rows: Row[] }

/** One role, and for `authenticated` one account. */
export type Session = {
  rpc: (name: string, args: Row) => Promise<Outcome>
  select: (table: string) => Promise<Outcome>
  insert: (table: string, row: Row) => Promise<Outcome>
  update: (table: string, changes: Row, where: Row) => Promise<Outcome>
  remove: (table: string, where: Row) => Promise<Outcome>
}

export type DataAccess = {
  name: string
  anonymous: Session
  /** `claims` are what its token says besides. */
  as: (userId: string, claims?: Row) => Promise<Session>
  service: Session
  /** As the owner of the database. */
  sql: <T extends Row = Row>(query: string, ...parameters: unknown[]) => Promise<T[]>
  close: () => Promise<void>
}

const KEYS = { publishableKey: 'a-key-to-publish', secretKey: 'a-key-to-keep', jwtSecret: 'j'.repeat(32) }

/** With what the app is configured by to reach it. */
export async function openLite(
  options: { confirmsAddresses?: boolean } = {},
): Promise<DataAccess & { environment: Record<string, string> }> {
  const connection = await createPgliteConnection({ url: 'memory://' })
  const { url, close } = await startDatabase({ connection, port: 0, keys: KEYS, ...options })
  const connect = (key: string, token = key) =>
    overHttp(createClient(url, key, { accessToken: () => Promise.resolve(token), db: { retry: false } }))
  return {
    name: 'Supabase Lite',
    environment: {
      SUPABASE_URL: url,
      SUPABASE_PUBLISHABLE_KEY: KEYS.publishableKey,
      SUPABASE_SECRET_KEY: KEYS.secretKey,
      SUPABASE_JWT_SECRET: KEYS.jwtSecret,
    },
    anonymous: connect(KEYS.publishableKey),
    service: connect(KEYS.secretKey),
    as: async (userId, claims) => connect(KEYS.publishableKey, await signToken(userId, claims)),
    sql: async <T extends Row>(query: string, ...parameters: unknown[]) => {
      // With values, this is called as a tag of templates is.
      const texts = query.split(/\$\d+/)
      const text: unknown = texts.length === 1 ? query : Object.assign(texts, { raw: texts })
      const values = [...query.matchAll(/\$(\d+)/g)].map(([, place]) => parameters[Number(place) - 1])
      // Its types know of no values in a text.
      return (await connection.exec<{ rows: T[] }>(text as string, ...values))?.rows ?? []
    },
    close,
  }
}

function signToken(userId: string, claims: Row = {}): Promise<string> {
  return new SignJWT({ role: 'authenticated', sub: userId, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('authenticated')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(KEYS.jwtSecret))
}

function overHttp(client: SupabaseClient): Session {
  type Answer = { data: unknown; error: { code?: string; message: string } | null }
  const outcomeOf = ({ data, error }: Answer): Outcome => {
    const rows = Array.isArray(data) ? (data as Row[]) : data === null ? [] : [data as Row]
    return { error: error === null ? null : nameError(error.code ?? 'none', error.message), rows }
  }
  return {
    rpc: async (name, args) => outcomeOf(await client.rpc(name, args)),
    select: async (table) => outcomeOf(await client.from(table).select()),
    insert: async (table, row) => outcomeOf(await client.from(table).insert(row)),
    update: async (table, changes, where) => outcomeOf(await client.from(table).update(changes).match(where).select()),
    remove: async (table, where) => outcomeOf(await client.from(table).delete().match(where).select()),
  }
}

/** The migrations over a plain PostgreSQL. */
export async function openPlain({ name, url, close }: PlainPostgres): Promise<DataAccess> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  const files = (await readdir('supabase/migrations')).filter((file) => file.endsWith('.sql')).toSorted()
  for (const file of files) await sql.unsafe(await readFile(`supabase/migrations/${file}`, 'utf8'))
  return {
    name,
    anonymous: overSql(sql, 'anon', ''),
    service: overSql(sql, 'service_role', ''),
    as: (userId, claims) => Promise.resolve(overSql(sql, 'authenticated', userId, claims)),
    sql: async <T extends Row>(query: string, ...parameters: unknown[]) =>
      [...(await sql.unsafe(query, parameters as never[]))] as unknown as T[],
    close: async () => {
      await sql.end()
      await close()
    },
  }
}

function overSql(sql: Sql, role: string, userId: string, claims: Row = {}): Session {
  async function run(query: string, parameters: unknown[]): Promise<Outcome> {
    try {
      const rows = await sql.begin(async (transaction) => {
        await transaction.unsafe(`set local role ${role}`)
        await transaction`select set_config('request.jwt.claim.sub', ${userId}, true)`
        await transaction`select set_config('request.jwt.claims', ${JSON.stringify(claims)}, true)`
        const given = parameters.map((value) =>
          typeof value === 'object' && value !== null ? transaction.json(value as never) : value,
        )
        return transaction.unsafe(query, given as never[])
      })
      return { error: null, rows: [...rows] as Row[] }
    } catch (error) {
      const { code = 'none', message } = error as { code?: string; message: string }
      return { error: nameError(code, message), rows: [] }
    }
  }
  const list = (row: Row, join: string, first = 1) =>
    Object.keys(row)
      .map((column, index) => `"${column}" = $${first + index}`)
      .join(join)
  return {
    rpc: (name, args) => {
      const given = Object.keys(args).map((key, index) => `"${key}" => $${index + 1}`)
      return run(`select * from public.${name}(${given.join(', ')})`, Object.values(args))
    },
    select: (table) => run(`select * from public.${table}`, []),
    insert: (table, row) => {
      const columns = Object.keys(row).map((column) => `"${column}"`)
      const places = columns.map((_, index) => `$${index + 1}`)
      return run(`insert into public.${table} (${columns.join()}) values (${places.join()})`, Object.values(row))
    },
    update: (table, changes, where) =>
      run(
        `update public.${table} set ${list(changes, ', ')}
          where ${list(where, ' and ', Object.keys(changes).length + 1)} returning *`,
        [...Object.values(changes), ...Object.values(where)],
      ),
    remove: (table, where) =>
      run(`delete from public.${table} where ${list(where, ' and ')} returning *`, Object.values(where)),
  }
}

/** What a function raised by its code says more than its SQLSTATE. */
function nameError(code: string, message: string): string {
  return code.startsWith('PT') ? message : code
}

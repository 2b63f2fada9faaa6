// The PostgreSQL of DATABASE_URL, for one command at a time.
import postgres, { type Sql } from 'postgres'
import { withTimeout } from '../timing.ts'
import { EXIT, Refusal, showProgress, messageOf } from './command.ts'

/** Processes that migrate at the same time wait for each other by this number. */
const LOCK = 7_273_504_061
const LOCK_TIMEOUT = '15min'
const CONNECT_SECONDS = 10

/** Runs `work` on a connection of its own, alone among those that migrate. @throws {Refusal} */
export async function withDatabase<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = connect(url)
  try {
    // The client counts a connection as made when anything answers, even what speaks another protocol.
    await withTimeout(sql`select 1`, connectSecondsOf(url) * 1000, refuseSilence)
    await waitForLock(sql)
    return await work(sql)
  } catch (error) {
    throw toRefusal(error)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function connect(url: string): Sql {
  try {
    return postgres(url, { max: 1, connect_timeout: connectSecondsOf(url), onnotice: () => undefined })
  } catch (error) {
    const hint = 'Write it as postgres://user:password@host:5432/postgres, with %40 for an @ in the password.'
    throw new Refusal('bad_environment', `DATABASE_URL cannot be used: ${messageOf(error)}`, hint, EXIT.environment)
  }
}

/** As other clients of PostgreSQL read it from the address. */
function connectSecondsOf(url: string): number {
  return Number(new URL(url).searchParams.get('connect_timeout')) || CONNECT_SECONDS
}

function refuseSilence(): never {
  throw Object.assign(new Error('no answer'), { code: 'CONNECT_TIMEOUT' })
}

async function waitForLock(sql: Sql): Promise<void> {
  const [turn] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${LOCK}) as taken`
  if (turn?.taken) return
  showProgress('another process migrates this database: waiting for it')
  await sql.unsafe(`set lock_timeout = '${LOCK_TIMEOUT}'`)
  await sql`select pg_advisory_lock(${LOCK})`
  await sql.unsafe('reset lock_timeout')
}

/** Of the network, of the client, and of a server with no connection or no turn to give. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'EPIPE',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  '53300',
  '55P03',
])
const REFUSED = new Set(['28000', '28P01', '3D000'])
/** No permission, and a server that only reads, as a standby. */
const FORBIDDEN = new Set(['42501', '25006'])

function toRefusal(error: unknown): unknown {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (UNREACHABLE.has(code) || code.startsWith('57P')) {
    const hint = 'See that PostgreSQL runs there, and that this machine may reach it.'
    return new Refusal('unreachable', `The database of DATABASE_URL does not answer (${code}).`, hint, EXIT.unavailable)
  }
  if (REFUSED.has(code)) {
    return new Refusal('refused', `The database refuses the connection: ${message}.`, 'Check user, password and name.')
  }
  if (FORBIDDEN.has(code)) {
    const hint = 'Connect to the primary, as the owner of the schema public, such as postgres.'
    return new Refusal('no_permission', message, hint)
  }
  if (error instanceof postgres.PostgresError) {
    const hint = 'Mend what the message names, and run the command again.'
    return new Refusal('database_failed', `PostgreSQL answered ${code}: ${message}`, hint)
  }
  return error
}

// What a call took, as it stands in the usage ledger: one row for each call that was charged.
import type { Config } from '../config.ts'
import { batchPer } from '../services/batch.ts'
import type { CallRow, HeldBudget, LedgerRow } from '../services/database-types.ts'
import { groupBy } from '../services/group-by.ts'
import { connectRedis } from '../services/redis.ts'
import { redisKeys } from '../services/redis-keys.ts'
import { connectAsDriver, connectAsService, type DatabaseClient } from '../services/supabase.ts'
import { describeError, type Log } from '../telemetry/log.ts'

/** How many rows that could not be stored are stored at a time. */
const BATCH = 100
/** More rows than this wait for no database: the oldest are lost then, and each was logged. */
const MOST_WAITING = 100_000

/** Takes the rows of a caller's calls; a later row of an id takes the place of an earlier one. */
export type Bookkeeper = {
  /** An answer has begun, so that it is charged: what it has taken, estimated, whenever that is asked until it has ended. */
  begun?: (rowNow: () => CallRow) => void
  /** The call has ended, in whatever way. */
  ended: (row: CallRow) => void
}

/** What a call leaves when it ends: its rows, and behind those, what is still held of a budget for it. */
export type CallRecord = { rows: LedgerRow[]; held: HeldBudget | undefined; log: Log }

const batchOf = batchPer(storeRecords)

/** Stores what a call has left, together with what others of this process have. Never throws. */
export function recordCall(config: Config, record: CallRecord): Promise<void> {
  return batchOf(config).add(record)
}

async function storeRecords(config: Config, records: CallRecord[]): Promise<void> {
  const logged = records.flatMap(({ rows, log }) => rows.map((row): LoggedRow => ({ row, log })))
  const held = leastOf(records.flatMap((record) => record.held ?? []))
  const [first] = records
  if (first === undefined || (logged.length === 0 && held.length === 0)) return
  try {
    return await storeCalls(connectAsService(config), logged, held)
  } catch (error) {
    await keepRows(config, logged, error)
  }
  if (held.length === 0) return
  try {
    // Made again when it fails, as what stays held could not be spent.
    await storeCalls(connectAsDriver(config), [], held)
  } catch (error) {
    first.log('error', 'budgets were not settled', describeError(error))
  }
}

/** What is held only gets less: of several words on one, the least is the last. */
function leastOf(held: readonly HeldBudget[]): HeldBudget[] {
  return [...groupBy(held, ({ id }) => id).values()].flatMap(
    (told) => told.toSorted((a, b) => a.calls - b.calls || a.amount_usd - b.amount_usd)[0] ?? [],
  )
}

/** Stores what a call took, once; where the database is away, the sweeper stores it later. Never throws. */
export function recordUsage(config: Config, row: LedgerRow, log: Log): Promise<void> {
  return recordRows(config, [{ row, log }])
}

type LoggedRow = { row: LedgerRow; log: Log }

async function recordRows(config: Config, logged: readonly LoggedRow[]): Promise<void> {
  try {
    await storeCalls(connectAsService(config), logged, [])
  } catch (error) {
    await keepRows(config, logged, error)
  }
}

/** Of rows that were not stored, one that the database refuses must not keep the others. */
async function keepRows(config: Config, logged: readonly LoggedRow[], error: unknown): Promise<void> {
  if (logged.length === 0) return
  if (logged.length > 1 && isRefused(error)) for (const one of logged) await recordRows(config, [one])
  else await queueRows(config, logged, error)
}

type Row = Pick<LoggedRow, 'row'>

async function storeCalls(database: DatabaseClient, rows: readonly Row[], held: HeldBudget[]): Promise<void> {
  const { error } = await database.rpc('record_calls', { p_calls: rows.map(({ row }) => row), p_holds: held })
  if (error !== null) throw error
}

/** KEYS[1]: the list. ARGV: how many stay, and rows. */
const PUSH = `
for i = 2, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('LTRIM', KEYS[1], -tonumber(ARGV[1]), -1)
return 1`

async function queueRows(config: Config, logged: readonly LoggedRow[], error: unknown): Promise<void> {
  const created_at = new Date().toISOString()
  const texts = logged.map(({ row }) => JSON.stringify({ ...row, created_at }))
  const isQueued = await connectRedis(config)
    .eval(PUSH, [redisKeys.lostUsage], [String(MOST_WAITING), ...texts])
    .then(
      () => true,
      () => false,
    )
  for (const { row, log } of logged) {
    const { model, prompt_tokens, completion_tokens, owner_id } = row
    const told = { caller_id: owner_id, model, prompt_tokens, completion_tokens, ...describeError(error) }
    if (isQueued) log('warn', 'usage was not recorded yet', told)
    else log('error', 'usage was not recorded', told)
  }
}

/**
 * Stores rows that could not be stored when their calls ended, and returns how many. Each is stored once by its id, so
 * that two that do this at a time, or one that dies over it, do no harm: rows are taken off the list behind that.
 * @throws what the database or Redis answers with
 */
export async function storeLostUsage(config: Config): Promise<number> {
  const [redis, database] = [connectRedis(config), connectAsService(config)]
  let stored = 0
  for (;;) {
    const texts = await redis.lrange(redisKeys.lostUsage, 0, BATCH - 1)
    if (texts.length === 0) return stored
    for (const text of texts) {
      await storeCalls(database, [{ row: JSON.parse(text) as LedgerRow }], []).catch(unlessRefused)
      await redis.lrem(redisKeys.lostUsage, 1, text)
    }
    stored += texts.length
  }
}

/** What the database refuses for what it says, as a row of an account that is gone, it will refuse again. */
function isRefused(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown }
  return typeof code === 'string' && /^2[23]\w{3}$/.test(code)
}

function unlessRefused(error: unknown): void {
  if (!isRefused(error)) throw error
}

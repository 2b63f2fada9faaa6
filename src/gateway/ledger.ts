// What a call took, as it stands in the usage ledger: one row for each call that was charged.
import type { Config } from '../config.ts'
import type { CallRow, LedgerRow } from '../services/database-types.ts'
import { connectRedis } from '../services/redis.ts'
import { redisKeys } from '../services/redis-keys.ts'
import { connectAsService } from '../services/supabase.ts'
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

/** Stores what a call took, once; where the database is away, the sweeper stores it later. Never throws. */
export async function recordUsage(config: Config, row: LedgerRow, log: Log): Promise<void> {
  const { model, prompt_tokens, completion_tokens, owner_id } = row
  const lost = { caller_id: owner_id, model, prompt_tokens, completion_tokens }
  try {
    await storeRows(config, [row])
  } catch (error) {
    const told = { ...lost, ...describeError(error) }
    await queueRow(config, row).then(
      () => log('warn', 'usage was not recorded yet', told),
      () => log('error', 'usage was not recorded', told),
    )
  }
}

async function storeRows(config: Config, rows: LedgerRow[]): Promise<void> {
  const { error } = await connectAsService(config).from('usage_ledger').upsert(rows, { onConflict: 'id' })
  if (error !== null) throw error
}

/** KEYS[1]: the list. ARGV: a row, and how many stay. */
const PUSH = `
redis.call('RPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], -tonumber(ARGV[2]), -1)
return 1`

async function queueRow(config: Config, row: LedgerRow): Promise<void> {
  const created_at = new Date().toISOString()
  const args = [JSON.stringify({ ...row, created_at }), String(MOST_WAITING)]
  await connectRedis(config).eval(PUSH, [redisKeys.lostUsage], args)
}

/**
 * Stores rows that could not be stored when their calls ended, and returns how many. Each is stored once by its id, so
 * that two that do this at a time, or one that dies over it, do no harm: rows are taken off the list behind that.
 * @throws what the database or Redis answers with
 */
export async function storeLostUsage(config: Config): Promise<number> {
  const redis = connectRedis(config)
  let stored = 0
  for (;;) {
    const texts = await redis.lrange(redisKeys.lostUsage, 0, BATCH - 1)
    if (texts.length === 0) return stored
    for (const text of texts) {
      await storeRows(config, [JSON.parse(text) as LedgerRow]).catch(unlessRefused)
      await redis.lrem(redisKeys.lostUsage, 1, text)
    }
    stored += texts.length
  }
}

/** What the database refuses for what it says, as a row of an account that is gone, it will refuse again. */
function unlessRefused(error: unknown): void {
  const { code } = Object(error) as { code?: unknown }
  if (typeof code !== 'string' || !/^2[23]\w{3}$/.test(code)) throw error
}

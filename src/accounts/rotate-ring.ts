// Seals every stored key of a provider anew with the newest key of the ring, batch by batch. It may be killed and run again, also at
// the same time as another: what is done stays done, and what was changed meanwhile is left as it is.
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { ProviderKeyRow } from '../services/database-types.ts'
import { connectAsService, rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { openProviderKey, resealProviderKey } from './provider-keys.ts'

const BATCH = 100

export type Rotated = {
  newest: string
  rotated: number
  /** Keys that the ring cannot open, by the id of the key that they were sealed with. */
  unreadable: Record<string, number>
}

/** @throws {AppError} not_configured, and as rowsOf does */
export async function rotateRing(
  config: Config,
  onBatch: (rotated: number) => void = () => undefined,
): Promise<Rotated> {
  const newest = config.PROVIDER_KEY_RING[0]?.id
  if (newest === undefined) throw new AppError('not_configured', { message: 'PROVIDER_KEY_RING is not set.' })
  const database = connectAsService(config)
  const result: Rotated = { newest, rotated: 0, unreadable: {} }
  for (let last: ProviderKeyRow | undefined; ;) {
    const rows = await readBatch(database, newest, last)
    last = rows.at(-1)
    if (last === undefined) return result
    result.rotated += await resealRows(config, database, rows, result.unreadable)
    onBatch(result.rotated)
  }
}

/** The next rows in order that another key has sealed: those that cannot be opened are passed over that way. */
async function readBatch(database: DatabaseClient, newest: string, last: ProviderKeyRow | undefined) {
  const others = database.from('provider_keys').select().neq('ring_key', newest)
  const behind =
    last === undefined
      ? others
      : others.or(`owner_id.gt.${last.owner_id},and(owner_id.eq.${last.owner_id},provider.gt.${last.provider})`)
  return rowsOf(await behind.order('owner_id').order('provider').limit(BATCH))
}

async function resealRows(
  config: Config,
  database: DatabaseClient,
  rows: readonly ProviderKeyRow[],
  unreadable: Record<string, number>,
): Promise<number> {
  const p_rows = []
  for (const row of rows) {
    const text = await openProviderKey(config, row)
    if (text === undefined) unreadable[row.ring_key] = (unreadable[row.ring_key] ?? 0) + 1
    else p_rows.push({ ...named(row), before: row.sealed, ...(await resealProviderKey(config, row, text)) })
  }
  return p_rows.length === 0 ? 0 : rowsOf(await database.rpc('reseal_provider_keys', { p_rows }))
}

function named({ owner_id, provider }: ProviderKeyRow) {
  return { owner_id, provider }
}

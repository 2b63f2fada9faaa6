// Seals every stored secret of accounts anew with the newest key of the ring, batch by batch. It may be killed and run again, also at
// the same time as another: what is done stays done, and what was changed meanwhile is left as it is.
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { ProviderKeyRow } from '../services/database-types.ts'
import { connectAsService, rowsOf, type DatabaseClient } from '../services/supabase.ts'
import type { Sealed } from './key-ring.ts'
import { openProviderKey, resealProviderKey } from './provider-keys.ts'

const BATCH = 100

export type Rotated = {
  newest: string
  rotated: number
  /** Secrets that the ring cannot open, by the id of the key that they were sealed with. */
  unreadable: Record<string, number>
}

/** A table of sealed secrets. */
export type SealedTable<Row extends Sealed> = {
  /** The next rows in order that another key than `newest` has sealed: those that cannot be opened are passed over that way. */
  read: (database: DatabaseClient, newest: string, last: Row | undefined, limit: number) => Promise<Row[]>
  open: (config: Config, row: Row) => Promise<string | undefined>
  seal: (config: Config, row: Row, text: string) => Promise<Sealed>
  /** Stores those that are still as they were, and returns how many. */
  store: (database: DatabaseClient, changes: { row: Row; now: Sealed }[]) => Promise<number>
}

export const providerKeyTable: SealedTable<ProviderKeyRow> = {
  async read(database, newest, last, limit) {
    const others = database.from('provider_keys').select().neq('ring_key', newest)
    const behind =
      last === undefined
        ? others
        : others.or(`owner_id.gt.${last.owner_id},and(owner_id.eq.${last.owner_id},provider.gt.${last.provider})`)
    return rowsOf(await behind.order('owner_id').order('provider').limit(limit))
  },
  open: openProviderKey,
  seal: resealProviderKey,
  async store(database, changes) {
    const p_rows = changes.map(({ row: { owner_id, provider, sealed }, now }) => {
      return { owner_id, provider, before: sealed, ...now }
    })
    return rowsOf(await database.rpc('reseal_provider_keys', { p_rows }))
  },
}

/** @throws {AppError} not_configured, and as rowsOf does */
export async function rotateTable<Row extends Sealed>(
  config: Config,
  table: SealedTable<Row>,
  onBatch: (rotated: number) => void = () => undefined,
): Promise<Rotated> {
  const newest = config.PROVIDER_KEY_RING[0]?.id
  if (newest === undefined) throw new AppError('not_configured', { message: 'PROVIDER_KEY_RING is not set.' })
  const database = connectAsService(config)
  const result: Rotated = { newest, rotated: 0, unreadable: {} }
  for (let last: Row | undefined; ;) {
    const rows = await table.read(database, newest, last, BATCH)
    last = rows.at(-1)
    if (last === undefined) return result
    result.rotated += await resealRows(config, database, table, rows, result.unreadable)
    onBatch(result.rotated)
  }
}

async function resealRows<Row extends Sealed>(
  config: Config,
  database: DatabaseClient,
  table: SealedTable<Row>,
  rows: readonly Row[],
  unreadable: Record<string, number>,
): Promise<number> {
  const changes: { row: Row; now: Sealed }[] = []
  for (const row of rows) {
    const text = await table.open(config, row)
    if (text === undefined) unreadable[row.ring_key] = (unreadable[row.ring_key] ?? 0) + 1
    else changes.push({ row, now: await table.seal(config, row, text) })
  }
  return changes.length === 0 ? 0 : table.store(database, changes)
}

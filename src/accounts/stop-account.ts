import type { Config } from '../config.ts'
import { connectAsDriver, rowsOf } from '../services/supabase.ts'
import { forgetKeys } from './key-lookup.ts'

/** Hashes of the keys of an account. */
type KeyHashes = { hash: string }[]

/** Cancels the runs of an account that have not ended. */
export async function stopAccount(config: Config, userId: string): Promise<KeyHashes> {
  return rowsOf(await connectAsDriver(config).rpc('stop_account', { p_owner: userId }))
}

/** Has every process ask anew whether these keys are good. Without the cache, what it remembers of them is gone in a minute. */
export async function forgetKeysOf(config: Config, keys: KeyHashes): Promise<void> {
  const hashes = keys.map(({ hash }) => hash)
  await forgetKeys(config, hashes).catch(() => undefined)
}

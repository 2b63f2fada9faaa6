import type { Config } from '../config.ts'
import { connectAsDriver, rowsOf } from '../services/supabase.ts'
import { forgetKeys } from './key-lookup.ts'

/** How many projects one call deletes, with all that is stored in them. */
const PROJECTS_PER_CALL = 5

/**
 * Deletes an account with all that it has: its runs are canceled, its keys serve no more, and each process refuses its tokens
 * within a minute. Broken off, it can be done again.
 */
export async function deleteAccount(config: Config, userId: string): Promise<void> {
  const database = connectAsDriver(config)
  const keys = rowsOf(await database.rpc('stop_account', { p_owner: userId }))
  for (;;) {
    const isGone = rowsOf(await database.rpc('delete_account', { p_owner: userId, p_projects: PROJECTS_PER_CALL }))
    if (isGone) break
  }
  const hashes = keys.map(({ hash }) => hash)
  // Without the cache, what it remembers of them is gone in a minute.
  await forgetKeys(config, hashes).catch(() => undefined)
}

import type { Config } from '../config.ts'
import { connectAsDriver, rowsOf } from '../services/supabase.ts'
import { forgetKeysOf, stopAccount } from './stop-account.ts'

/** How many projects one call deletes, with all that is stored in them. */
const PROJECTS_PER_CALL = 5

/**
 * Deletes an account with all that it has: its runs are canceled, its keys serve no more, and each process refuses its tokens
 * within a minute. Broken off, it can be done again.
 */
export async function deleteAccount(config: Config, userId: string): Promise<void> {
  const database = connectAsDriver(config)
  const keys = await stopAccount(config, userId)
  for (;;) {
    const isGone = rowsOf(await database.rpc('delete_account', { p_owner: userId, p_projects: PROJECTS_PER_CALL }))
    if (isGone) break
  }
  await forgetKeysOf(config, keys)
}

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** How long a process that was just killed, or is about to end, may keep its lock. */
const PATIENCE_MS = 5000
/** SQLite's SQLITE_BUSY. */
const BUSY = 5

/**
 * Keeps a second process out of a data folder: two databases on the same files would destroy them. The lock is the
 * kernel's, by way of a transaction that stays open, so that it ends with its owner, however that ends; a process id in a
 * file says nothing in a container, where every start has the same.
 */
export function lockFolder(folder: string, patienceMs: number = PATIENCE_MS): { release: () => void } {
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: patienceMs })
  try {
    lock.exec('BEGIN IMMEDIATE')
    // Can be read beside the lock, so that whoever is kept out is told by whom.
    lock.exec(`PRAGMA user_version = ${process.pid}`)
    lock.exec('COMMIT')
    lock.exec('BEGIN IMMEDIATE')
  } catch (error) {
    if ((error as { errcode?: number }).errcode !== BUSY) throw error
    const { user_version: owner } = lock.prepare('PRAGMA user_version').get() ?? {}
    lock.close()
    throw new Error(
      `${folder} is in use by process ${String(owner)}: stop it, or set SAMOKODER_DATA_DIR to another folder`,
      { cause: error },
    )
  }
  return { release: () => lock.close() }
}

import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'

/**
 * Prepares the folder of a database. One whose first start was broken off holds nothing that anybody was told to be
 * stored, and cannot be opened: it is made anew. `finish` is called when the database is ready for its first request.
 */
export async function openDatabaseFolder(folder: string): Promise<{ finish: () => Promise<void> }> {
  const unfinished = `${folder}.unfinished`
  if (existsSync(unfinished)) await rm(folder, { recursive: true, force: true })
  if (!existsSync(folder)) await writeFile(unfinished, '')
  return { finish: () => rm(unfinished, { force: true }) }
}

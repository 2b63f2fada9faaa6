import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const folders: string[] = []
// Such hooks run in the reverse of their order: what a file has started in a folder has ended by then.
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 }))))

/** A new folder that is there until all tests of the file have ended. */
export async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'samokoder-test-'))
  folders.push(folder)
  return folder
}

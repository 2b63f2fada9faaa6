import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the page of the Studio in a built folder loads before anybody has done something. */
export async function readFirstView(folder: string): Promise<Buffer[]> {
  const entry = await readFile(join(folder, 'node.js'), 'utf8')
  const names = [...new Set(entry.match(/\b(?:studio|part)-\w+\.(?:js|css)/g))]
  return Promise.all(names.map((name) => readFile(join(folder, 'studio', 'assets', name))))
}

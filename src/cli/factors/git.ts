import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const TIMEOUT_MS = 20_000

/** What git says of a checkout; undefined where that is none, or where there is no git. */
export async function git(folder: string, ...parameters: string[]): Promise<string | undefined> {
  const said = promisify(execFile)('git', ['-C', folder, ...parameters], { timeout: TIMEOUT_MS })
  return said.then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  )
}

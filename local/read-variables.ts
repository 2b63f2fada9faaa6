import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'

const FILE = '.dev.vars'

export type GivenVariables = {
  environment: Record<string, string | undefined>
  /** Names that the file sets and the environment does not. */
  fromFile: string[]
}

/** What somebody has set for this machine: the environment, and for what it does not name, `.dev.vars` in this folder. */
export async function readVariables(environment: Record<string, string | undefined>): Promise<GivenVariables> {
  const text = await readFile(FILE, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new Error(`${FILE} cannot be read (${error.code ?? error.message}).`, { cause: error })
  })
  const file = Object.fromEntries(Object.entries(parseEnv(text)).filter(([name, value]) => value && !environment[name]))
  return { environment: { ...environment, ...file }, fromFile: Object.keys(file) }
}

import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export type LocalSecrets = {
  jwtSecret: string
  publishableKey: string
  secretKey: string
  redisToken: string
  modelKey: string
}

/** The keys of the local services: made once per data folder, so that sessions outlive a restart. */
export async function readSecrets(dataDir: string): Promise<LocalSecrets> {
  const file = join(dataDir, 'secrets.json')
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LocalSecrets
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const secrets = makeSecrets()
  // In one step: half a file would be of no use to the next start.
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  await rename(`${file}.new`, file)
  return secrets
}

function makeSecrets(): LocalSecrets {
  const random = () => randomBytes(24).toString('base64url')
  return {
    jwtSecret: random() + random(),
    publishableKey: `sb_publishable_${random()}`,
    secretKey: `sb_secret_${random()}`,
    redisToken: random(),
    modelKey: random(),
  }
}

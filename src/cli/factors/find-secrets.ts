// Secrets in files: the values of this environment, and what has the form of a well-known key.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SECRET_VARIABLES, type Config } from '../../config.ts'
import { encodingsOf, secretPartsOf } from '../../telemetry/redact.ts'
import { FOUND_SECRETS } from '../../telemetry/secret-patterns.ts'

/** Shorter ones stand in ordinary text. */
const SHORTEST = 12
/** Where variables are kept for a process; `.env.example` and the like tell their names only. */
const ENVIRONMENT_FILE = /(?:^|\/)\.(?:env|dev\.vars)(?:\.(?!example$|sample$|template$)[\w-]+)*$/

/** Where a secret stands, `file: what`; never the secret itself. */
export async function findSecrets(folder: string, files: string[], config: Config | undefined): Promise<string[]> {
  const values = SECRET_VARIABLES.flatMap((name) =>
    [config?.[name]].flat().flatMap((value) => (typeof value === 'string' ? toNeedles(name, value) : [])),
  )
  const found = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(join(folder, file))
      const text = bytes.toString('latin1')
      const names = new Set(values.filter(({ needle }) => bytes.includes(needle)).map(({ name }) => name))
      return [
        ...(ENVIRONMENT_FILE.test(file) ? [`${file}: variables of an environment`] : []),
        ...[...names].map((name) => `${file}: the value of ${name}`),
        ...FOUND_SECRETS.filter(({ pattern }) => pattern.test(text)).map(({ what }) => `${file}: ${what}`),
      ]
    }),
  )
  return found.flat()
}

/** A value, and the password in it, as they are, in JSON, in a URL and in Base64. */
function toNeedles(name: string, value: string): { name: string; needle: string }[] {
  return secretPartsOf(value)
    .filter(({ length }) => length >= SHORTEST)
    .flatMap((text) => encodingsOf(text).map((needle) => ({ name, needle })))
}

/** What was searched for. */
export function describeSearch(config: Config | undefined): string {
  return config === undefined ? 'for well-known forms alone' : 'for well-known forms and the values of this environment'
}

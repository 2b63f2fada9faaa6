// Secrets in files: the values of this environment, and what has the form of a well-known key.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SECRET_VARIABLES, type Config } from '../../config.ts'

const FORMS: [what: string, pattern: RegExp][] = [
  ['an AI provider key', /\bsk-(?:proj-|ant-|or-)?[A-Za-z0-9_-]{32,}/],
  ['a GitHub token', /\b(?:gh[opusr]_[A-Za-z0-9]{36}|github_pat_\w{60,})/],
  ['a Supabase secret key', /\bsb_secret_[A-Za-z0-9_-]{20,}/],
  ['an AWS key', /\bAKIA[A-Z0-9]{16}\b/],
  ['a Slack token', /\bxox[abprs]-[\w-]{20,}/],
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40,}/],
  ['a signed token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{40,}/],
]
/** Shorter ones stand in ordinary text. */
const SHORTEST = 12

/** Where a secret stands, `file: what`; never the secret itself. */
export async function findSecrets(folder: string, files: string[], config: Config | undefined): Promise<string[]> {
  const values = SECRET_VARIABLES.flatMap((name) => {
    const value = config?.[name]
    return typeof value === 'string' && value.length >= SHORTEST ? [[name, value] as const] : []
  })
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), 'latin1')
      return [
        ...values.filter(([, value]) => text.includes(value)).map(([name]) => `${file}: the value of ${name}`),
        ...FORMS.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${file}: ${what}`),
      ]
    }),
  )
  return found.flat()
}

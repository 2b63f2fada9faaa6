import * as z from 'zod'

/** What a key may be allowed. A route names the one that it takes; one that names none takes no key. */
export const SCOPES = {
  'projects:read': 'read projects, their files, versions and runs',
  'projects:write': 'make, change and delete projects, files and versions',
  runs: 'start, answer and cancel runs, which spend money',
  ai: 'ask models directly at /v1, which spends money',
  admin: 'look after the account: list and revoke keys, make and change webhooks, see usage and limits',
} as const satisfies Record<string, string>

export type Scope = keyof typeof SCOPES

export const scopeSchema = z.enum(Object.keys(SCOPES) as Scope[])

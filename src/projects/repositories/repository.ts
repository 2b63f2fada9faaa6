// A Git repository at a host that gives it out over HTTP, named by the address that people read it at.
import * as z from 'zod'
import { storedText } from '../../services/stored-text.ts'
import { normalizePath } from '../paths.ts'

export const FORGES = ['github', 'gitlab', 'gitea', 'bitbucket'] as const
export type Forge = (typeof FORGES)[number]

/** What runs at a host, where its name tells. */
const KNOWN_HOSTS: Readonly<Record<string, Forge>> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'codeberg.org': 'gitea',
  'gitea.com': 'gitea',
  'bitbucket.org': 'bitbucket',
}

const MAX_URL_CHARS = 500
const MAX_TOKEN_CHARS = 2000

const url = z
  .string()
  .max(MAX_URL_CHARS)
  .refine((text) => parseRepositoryUrl(text) !== undefined, 'must be like https://github.com/owner/name')
  .meta({ description: 'Where people read it, such as `https://github.com/owner/name`.' })
const token = z
  .string()
  .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII')
  .max(MAX_TOKEN_CHARS)
/** A name of Git, which goes into a URL (https://git-scm.com/docs/git-check-ref-format). */
export const refSchema = storedText
  .min(1)
  .max(255)
  .regex(
    /^(?![/.-])(?!.*(?:\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)))[^\s~^:?*[\\\p{Cc}]+(?<![/.])$/u,
    'must be a name that Git allows',
  )

const fields = {
  url,
  token: token.optional().meta({ description: 'For one that is private. It is used for this request, and not kept.' }),
  forge: z.enum(FORGES).optional().meta({
    description: 'What runs at its host. Needed unless that is GitHub, GitLab, Codeberg or Bitbucket.',
  }),
}

export const repositorySchema = z
  .strictObject({
    ...fields,
    ref: refSchema.optional().meta({ description: 'A branch, a tag or a commit; the default branch when absent.' }),
    folder: z
      .string()
      .max(1000)
      .refine((text) => normalizePath(text).ok, 'must be a relative path')
      .transform((text) => normalizePath(text))
      .transform((result) => (result.ok ? result.path : ''))
      .optional()
      .meta({ description: 'Of a larger repository, the folder that becomes the project.' }),
  })
  .refine((repository) => forgeOf(repository) !== undefined, {
    path: ['forge'],
    message: 'is needed for this host',
  })
export type Repository = z.output<typeof repositorySchema>

/** One that is written to; GitHub's interface is the only one that is spoken for that. */
export const targetSchema = z
  .strictObject({ ...fields, token })
  .refine((repository) => forgeOf(repository) === 'github', { path: ['url'], message: 'must be at GitHub' })
export type Target = z.output<typeof targetSchema>

type Location = { url: string; forge?: Forge | undefined }

export function forgeOf({ url, forge }: Location): Forge | undefined {
  const host = parseRepositoryUrl(url)?.host ?? ''
  return forge ?? (Object.hasOwn(KNOWN_HOSTS, host) ? KNOWN_HOSTS[host] : undefined)
}

/** @param path `owner/name`, at GitLab with all groups above it, each encoded as a part of a URL. */
type RepositoryUrl = { origin: string; host: string; path: string }

export function parseRepositoryUrl(text: string): RepositoryUrl | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, origin, host, pathname, search, hash, username, password } = new URL(text)
  if (!/^https?:$/.test(protocol) || `${search}${hash}${username}${password}` !== '') return undefined
  const path = pathname.replace(/\/+$/, '').replace(/\.git$/, '')
  return /^(?:\/(?!\.)[\w.~%-]+){2,10}$/.test(path) ? { origin, host, path: path.slice(1) } : undefined
}

/** Where the interface of a GitHub answers: its own host, or below that of an enterprise. */
export function githubApi({ url }: Location): string {
  const { origin = '', host = '' } = parseRepositoryUrl(url) ?? {}
  return host === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`
}

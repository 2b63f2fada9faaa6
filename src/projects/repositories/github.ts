// The part of GitHub's REST interface that makes a commit (https://docs.github.com/rest/git).
import * as z from 'zod'
import type { Config } from '../../config.ts'
import { AppError } from '../../errors.ts'
import { encodePath } from '../../services/encode-path.ts'
import { askForge, forgeError } from './ask-forge.ts'
import { githubApi, parseRepositoryUrl, type Target } from './repository.ts'

const sha = z.string().regex(/^[\da-f]{40,64}$/)
const withSha = z.object({ sha })
const repository = z.object({ default_branch: z.string() })
const reference = z.object({ object: withSha })
const commit = z.object({ sha, html_url: z.string(), tree: withSha })
const pull = z.object({ number: z.int(), html_url: z.string() })

export type Pull = z.infer<typeof pull>
/** Text stands in the tree itself; other bytes are stored before, under the name that GitHub gives them. */
export type TreeEntry = { path: string; mode: '100644'; type: 'blob' } & ({ content: string } | { sha: string })

export type GitHub = ReturnType<typeof connectGitHub>

/** Every call throws {AppError} repository_refused or repository_unavailable. */
export function connectGitHub(config: Config, target: Target) {
  const { path: name } = parseRepositoryUrl(target.url) ?? { path: '' }
  const base = `${githubApi(target)}/repos/${name}`
  const owner = name.split('/')[0] ?? ''

  async function ask(method: string, path: string, body?: unknown): Promise<Response> {
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
    return askForge(config, {
      url: `${base}${path}`,
      authorization: `Bearer ${target.token}`,
      init: { method, ...json },
    })
  }

  async function call<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> {
    return parse(schema, await ask(method, path, body))
  }

  return {
    defaultBranch: async () => (await call(repository, 'GET', '')).default_branch,
    /** The commit that a branch points at; undefined where there is no such branch, or none at all. */
    head: async (branch: string): Promise<string | undefined> => {
      const response = await ask('GET', `/git/ref/heads/${encodePath(branch)}`)
      if (response.status !== 404 && response.status !== 409) return (await parse(reference, response)).object.sha
      await response.body?.cancel()
      return undefined
    },
    readCommit: (hash: string) => call(commit, 'GET', `/git/commits/${hash}`),
    /** An empty repository takes its first commit only so. */
    begin: async (branch: string, path: string, content: string, message: string): Promise<string> => {
      const made = await call(z.object({ commit: withSha }), 'PUT', `/contents/${encodePath(path)}`, {
        message,
        content,
        branch,
      })
      return made.commit.sha
    },
    storeBlob: async (content: string): Promise<string> =>
      (await call(withSha, 'POST', '/git/blobs', { content, encoding: 'base64' })).sha,
    makeTree: async (tree: readonly TreeEntry[], baseTree: string | undefined): Promise<string> =>
      (await call(withSha, 'POST', '/git/trees', { tree, base_tree: baseTree })).sha,
    makeCommit: (message: string, tree: string, parent: string) =>
      call(commit, 'POST', '/git/commits', { message, tree, parents: [parent] }),
    /** Refused where somebody else has moved it meanwhile. */
    moveBranch: async (branch: string, to: string, exists: boolean): Promise<void> => {
      if (exists) await call(reference, 'PATCH', `/git/refs/heads/${encodePath(branch)}`, { sha: to, force: false })
      else await call(reference, 'POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: to })
    },
    findPull: async (head: string, into: string): Promise<Pull | undefined> => {
      const query = new URLSearchParams({ head: `${owner}:${head}`, base: into, state: 'open' })
      return (await call(z.array(pull), 'GET', `/pulls?${query.toString()}`))[0]
    },
    openPull: (head: string, into: string, text: { title: string; body: string }) =>
      call(pull, 'POST', '/pulls', { head, base: into, ...text }),
  }
}

async function parse<T>(schema: z.ZodType<T>, response: Response): Promise<T> {
  if (!response.ok) throw await forgeError(response)
  const told = schema.safeParse(await response.json().catch(() => undefined))
  if (!told.success) throw new AppError('repository_unavailable', { cause: told.error })
  return told.data
}

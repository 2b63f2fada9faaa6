// A host of repositories that speaks the part of GitHub's interface that pulls and pushes use, and archives as others name them:
// https://docs.github.com/rest/git, https://docs.gitlab.com/api/repositories, https://docs.gitea.com/api.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'fflate'
import { packTar } from 'modern-tar'

type Tree = Record<string, string>
type Commit = { tree: string; parents: string[]; message: string }
type Pull = { number: number; title: string; head: string; base: string }
export type Seen = { method: string; path: string; authorization: string | undefined; host: string }

export type GitHost = {
  url: string
  /** Another origin of the same server, to which archives of GitHub lead. */
  elsewhere: string
  seen: Seen[]
  /** Files of a branch, as text; undefined where there is no such branch. */
  filesOf: (branch: string) => Record<string, string> | undefined
  commitsOf: (branch: string) => Commit[]
  pulls: Pull[]
  /** Puts a commit on a branch, as somebody else would. */
  commit: (branch: string, files: Record<string, string>) => void
  /** Answers all that follows with this status. */
  failWith: (status: number | undefined) => void
  close: () => Promise<void>
}

/** The repository `owner/name`, empty until something is committed; `token` is what it takes, if it is private. */
export async function startGitHost({ token }: { token?: string } = {}): Promise<GitHost> {
  const blobs = new Map<string, Buffer>()
  const trees = new Map<string, Tree>()
  const commits = new Map<string, Commit>()
  const branches = new Map<string, string>()
  const pulls: Pull[] = []
  const seen: Seen[] = []
  let failure: number | undefined

  const store = <T>(map: Map<string, T>, value: T, text: string | Buffer): string => {
    const sha = createHash('sha1').update(text).digest('hex')
    map.set(sha, value)
    return sha
  }
  const storeBlob = (bytes: Buffer) => store(blobs, bytes, bytes)
  const storeTree = (tree: Tree) =>
    store(trees, tree, JSON.stringify(Object.entries(tree).toSorted(([a], [b]) => (a < b ? -1 : 1))))
  const storeCommit = (commit: Commit) => store(commits, commit, JSON.stringify(commit))
  const treeOf = (branch: string): Tree => trees.get(commits.get(branches.get(branch) ?? '')?.tree ?? '') ?? {}

  function commit(branch: string, files: Record<string, string | Buffer>): string {
    const tree = { ...treeOf(branch) }
    for (const [path, content] of Object.entries(files)) tree[path] = storeBlob(Buffer.from(content))
    const parents = [branches.get(branch) ?? []].flat()
    const sha = storeCommit({ tree: storeTree(tree), parents, message: 'by hand' })
    branches.set(branch, sha)
    return sha
  }

  async function archive(branch: string): Promise<Buffer> {
    const entries = Object.entries(treeOf(branch)).map(([path, hash]) => {
      const body = blobs.get(hash) ?? Buffer.alloc(0)
      return { header: { name: `owner-name-${branch}/${path}`, size: body.length }, body }
    })
    return Buffer.from(gzipSync(await packTar(entries)))
  }

  const describe = (sha: string) => ({
    sha,
    html_url: `https://host/commit/${sha}`,
    tree: { sha: commits.get(sha)?.tree },
  })
  const showPull = ({ number }: Pull) => ({ number, html_url: `https://host/pull/${number}` })

  type Body = Record<string, unknown>
  /** By method and path below the repository; undefined is 404. */
  const git: Record<string, (rest: string, body: Body, query: URLSearchParams) => [number, unknown] | undefined> = {
    'GET ': () => [200, { default_branch: 'main' }],
    'GET /git/ref/heads/': (branch) => {
      if (branches.size === 0) return [409, { message: 'Git Repository is empty.' }]
      const sha = branches.get(branch)
      return sha === undefined ? undefined : [200, { object: { sha } }]
    },
    'GET /git/commits/': (sha) => (commits.has(sha) ? [200, describe(sha)] : undefined),
    'PUT /contents/': (path, { content, branch }) => {
      const sha = commit(branch as string, { [path]: Buffer.from(content as string, 'base64') })
      return [201, { commit: { sha } }]
    },
    'POST /git/blobs': (_, { content }) => [201, { sha: storeBlob(Buffer.from(content as string, 'base64')) }],
    'POST /git/trees': (_, { tree, base_tree }) => {
      if (branches.size === 0) return [409, { message: 'Git Repository is empty.' }]
      const next = { ...trees.get((base_tree as string | undefined) ?? '') }
      for (const { path, content, sha } of tree as { path: string; content?: string; sha?: string }[])
        next[path] = content === undefined ? (sha ?? '') : storeBlob(Buffer.from(content))
      return [201, { sha: storeTree(next) }]
    },
    'POST /git/commits': (_, { tree, parents, message }) => {
      const made = { tree: tree as string, parents: parents as string[], message: message as string }
      return [201, describe(storeCommit(made))]
    },
    'PATCH /git/refs/heads/': (branch, { sha }) => {
      const moved = commits.get(sha as string)?.parents.includes(branches.get(branch) ?? '') ?? false
      if (!moved) return [422, { message: 'Update is not a fast forward' }]
      branches.set(branch, sha as string)
      return [200, { object: { sha } }]
    },
    'POST /git/refs': (_, { ref, sha }) => {
      branches.set((ref as string).replace('refs/heads/', ''), sha as string)
      return [201, { object: { sha } }]
    },
    'GET /pulls': (_rest, _body, query) => {
      const head = query.get('head')?.split(':')[1]
      return [200, pulls.filter((pull) => pull.head === head && pull.base === query.get('base')).map(showPull)]
    },
    'POST /pulls': (_, { title, head, base }) => {
      const pull = { number: pulls.length + 1, title: title as string, head: head as string, base: base as string }
      pulls.push(pull)
      return [201, showPull(pull)]
    },
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`)
    const { authorization } = request.headers
    const method = request.method ?? ''
    seen.push({ method, path: url.pathname, authorization, host: url.host })
    const reply = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
      response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body))
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (failure !== undefined) return reply(failure, { message: 'failing' })
    if (url.pathname.startsWith('/packed/')) return reply(200, await archive(url.pathname.slice('/packed/'.length)))
    if (token !== undefined && authorization?.split(' ')[1] !== token) return reply(404, { message: 'Not Found' })
    const tarball = /^\/api\/v3\/repos\/owner\/name\/tarball(?:\/(.+))?$/.exec(url.pathname)
    if (tarball !== null) {
      const Location = `http://127.0.0.2:${url.port}/packed/${tarball[1] ?? 'main'}`
      return reply(302, '', { Location })
    }
    const gitlab = /^\/api\/v4\/projects\/owner%2Fname\/repository\/archive\.tar\.gz$/.test(url.pathname)
    const others =
      /^\/(?:api\/v1\/repos\/owner\/name\/archive|owner\/name\/get)\/(.+)\.tar\.gz$/.exec(url.pathname)?.[1] ??
      (gitlab ? (url.searchParams.get('sha') ?? 'main') : undefined)
    if (others !== undefined) return reply(200, await archive(others.replace('HEAD', 'main')))
    const below = /^\/api\/v[13]\/repos\/owner\/name(.*)$/.exec(url.pathname)?.[1]
    const body = chunks.length === 0 ? ({} as Body) : (JSON.parse(Buffer.concat(chunks).toString()) as Body)
    const route = Object.keys(git).find((key) => {
      const asked = `${method} ${below ?? '?'}`
      return key.endsWith('/') ? asked.startsWith(key) : asked === key
    })
    const rest = decodeURIComponent(`${method} ${below ?? ''}`.slice(route?.length ?? 0))
    const [status, told] = (route === undefined ? undefined : git[route]?.(rest, body, url.searchParams)) ?? [
      404,
      { message: 'Not Found' },
    ]
    reply(status, told)
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => {
    server.listen(0, resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/owner/name`,
    elsewhere: `127.0.0.2:${port}`,
    seen,
    pulls,
    filesOf: (branch) => {
      if (!branches.has(branch)) return undefined
      return Object.fromEntries(Object.entries(treeOf(branch)).map(([path, sha]) => [path, String(blobs.get(sha))]))
    },
    commitsOf: (branch) => {
      const found: Commit[] = []
      for (let sha = branches.get(branch); sha !== undefined; sha = commits.get(sha)?.parents[0]) {
        const one = commits.get(sha)
        if (one !== undefined) found.push(one)
      }
      return found
    },
    commit: (branch, files) => void commit(branch, files),
    failWith: (status) => void (failure = status),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

import { unzipSync } from 'fflate'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createProject, signUp, type Answer, type Client } from '../support/client.ts'
import { startGitHost, type GitHost } from '../support/git-host.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack({ ALLOW_PRIVATE_ADDRESSES: 'true' })
let client: Client
beforeAll(async () => {
  client = await signUp(app)
})

let host: GitHost
afterEach(() => host.close())
const start = async (token?: string) => {
  host = await startGitHost(token === undefined ? {} : { token })
  return host
}

const errorOf = ({ json }: Answer) =>
  (json as { error: { code: string; details?: { path: unknown[]; message: string }[] } }).error

async function contentsOf(id: string): Promise<Record<string, string>> {
  const response = await client.fetch(`/api/projects/${id}/export`)
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()))
  return Object.fromEntries(Object.entries(files).map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]))
}

const FILES = { 'index.html': '<p>', 'web/app.js': 'let a', 'web/.git/config': 'x', 'README.md': '# R' }

describe('a project from a repository', () => {
  it.each(['github', 'gitlab', 'gitea', 'bitbucket'] as const)(
    'begins with the files of a branch: %s',
    async (forge) => {
      const { url, commit } = await start()
      commit('main', { 'old.txt': 'old' })
      commit('work', FILES)
      for (const [ref, files] of [
        [undefined, { 'old.txt': 'old' }],
        ['work', { 'index.html': '<p>', 'web/app.js': 'let a', 'README.md': '# R' }],
      ] as const) {
        const repository = { url, forge, ...(ref === undefined ? {} : { ref }) }
        const made = await client.call('POST', '/api/projects', { name: 'Mine', repository })
        expect(made.status, made.text).toBe(201)
        expect(await contentsOf((made.json as { id: string }).id)).toEqual(files)
      }
    },
  )

  it('takes in a folder of a private one, and tells its token to its own host alone', async () => {
    const { url, commit, seen, elsewhere } = await start('secret-token')
    commit('main', FILES)
    const id = await createProject(client)
    await client.call('PUT', `/api/projects/${id}/files/own.txt`, 'mine')
    const repository = { url, forge: 'github', folder: 'web', token: 'secret-token' }
    const pulled = await client.call('POST', `/api/projects/${id}/pull`, { repository })
    expect(pulled.status, pulled.text).toBe(200)
    expect(pulled.json).toMatchObject({ version: { number: 2 }, skipped_count: 1 })
    expect(await contentsOf(id)).toEqual({ 'app.js': 'let a', 'own.txt': 'mine' })
    await client.call('POST', `/api/projects/${id}/pull`, { repository, mode: 'replace' })
    expect(await contentsOf(id)).toEqual({ 'app.js': 'let a' })
    const told = seen.map((one) => [one.host === elsewhere, one.authorization])
    expect(told).toEqual([
      [false, 'Bearer secret-token'],
      [true, undefined],
      [false, 'Bearer secret-token'],
      [true, undefined],
    ])
  })

  it('is refused with what its host said, and nothing of it is stored', async () => {
    const { url, commit, failWith } = await start('secret-token')
    commit('main', FILES)
    const before = await client.call('GET', '/api/projects')
    const make = (more: object) =>
      client.call('POST', '/api/projects', { name: 'Mine', repository: { url, forge: 'github', ...more } })
    const refused = await make({ token: 'wrong' })
    expect([refused.status, errorOf(refused)]).toMatchObject([
      422,
      {
        code: 'repository_refused',
        details: [{ path: ['body', 'repository'], message: 'its host answered 404: Not Found' }],
      },
    ])
    const empty = await make({ token: 'secret-token', folder: 'nowhere' })
    expect([empty.status, errorOf(empty).code]).toEqual([400, 'bad_archive'])
    failWith(500)
    const failed = await make({ token: 'secret-token' })
    expect([failed.status, errorOf(failed).code]).toEqual([502, 'repository_unavailable'])
    expect((await client.call('GET', '/api/projects')).json).toEqual(before.json)
  })

  it.each([
    ['https://github.com/owner', {}, ['repository', 'url']],
    ['https://user:pass@github.com/owner/name', {}, ['repository', 'url']],
    ['https://github.com/owner/name?x=1', {}, ['repository', 'url']],
    ['https://github.com/../../name', {}, ['repository', 'url']],
    ['ssh://github.com/owner/name', {}, ['repository', 'url']],
    ['https://git.example/owner/name', {}, ['repository', 'forge']],
    ['https://github.com/owner/name', { ref: '../../secrets' }, ['repository', 'ref']],
    ['https://github.com/owner/name', { folder: '../x' }, ['repository', 'folder']],
    ['http://169.254.169.254/owner/name', { forge: 'github' }, ['repository', 'url']],
  ])('asks nobody for what is no repository: %s %o', async (url, more, path) => {
    await start()
    const answer = await client.call('POST', '/api/projects', { name: 'Mine', repository: { url, ...more } })
    expect([answer.status, errorOf(answer).code]).toEqual([400, 'bad_request'])
    expect(errorOf(answer).details?.[0]?.path).toEqual(['body', ...path])
  })
})

describe('a push', () => {
  const push = (id: string, more: object, token = 't') =>
    client.call('POST', `/api/projects/${id}/push`, { repository: { url: host.url, forge: 'github', token }, ...more })
  async function projectOf(files: Record<string, string>): Promise<string> {
    const id = await createProject(client)
    const changes = Object.entries(files).map(([path, content]) => ({ action: 'write', path, content }))
    await client.call('PATCH', `/api/projects/${id}/files`, { changes })
    return id
  }

  it('makes one commit on a branch, over what stands there or in its place, and none when nothing has changed', async () => {
    const { commit, filesOf, commitsOf } = await start('t')
    commit('main', { 'theirs.txt': 'theirs' })
    const id = await projectOf({ 'a.txt': 'a', 'папка/b.txt': 'b' })
    const first = await push(id, { message: 'Ours' })
    expect(first.status, first.text).toBe(200)
    expect(first.json).toMatchObject({ version: 1, branch: 'main', changed: true, pull_request: null })
    expect(filesOf('main')).toEqual({ 'theirs.txt': 'theirs', 'a.txt': 'a', 'папка/b.txt': 'b' })
    expect(commitsOf('main').map(({ message }) => message)).toEqual(['Ours', 'by hand'])
    expect((await push(id, {})).json).toMatchObject({ changed: false })
    expect(commitsOf('main')).toHaveLength(2)
    expect((await push(id, { mode: 'replace' })).json).toMatchObject({ changed: true })
    expect(filesOf('main')).toEqual({ 'a.txt': 'a', 'папка/b.txt': 'b' })
  })

  it('begins an empty repository, and carries bytes that are no text', async () => {
    const { filesOf } = await start('t')
    const id = await projectOf({ 'a.txt': 'a' })
    await client.call('PUT', `/api/projects/${id}/files/b.bin`, new Uint8Array([0, 255, 1]))
    const done = await push(id, {})
    expect(done.status, done.text).toBe(200)
    expect(filesOf('main')).toEqual({ 'a.txt': 'a', 'b.bin': String(Buffer.from([0, 255, 1])) })
  })

  it('opens a pull request from a branch of its own, and finds it again', async () => {
    const { commit, filesOf, pulls } = await start('t')
    commit('main', { 'theirs.txt': 'theirs' })
    const id = await projectOf({ 'a.txt': 'a' })
    const wanted = { branch: 'from/us', pull_request: { title: 'A shop' } }
    const first = await push(id, wanted)
    expect(first.json).toMatchObject({ branch: 'from/us', changed: true, pull_request: { number: 1 } })
    expect(filesOf('main')).toEqual({ 'theirs.txt': 'theirs' })
    await client.call('PUT', `/api/projects/${id}/files/a.txt`, 'a2')
    expect((await push(id, wanted)).json).toMatchObject({ version: 2, pull_request: { number: 1 } })
    expect(filesOf('from/us')).toEqual({ 'theirs.txt': 'theirs', 'a.txt': 'a2' })
    expect(pulls).toEqual([{ number: 1, title: 'A shop', head: 'from/us', base: 'main' }])
    const onItself = await push(id, { branch: 'main', pull_request: { title: 'x' } })
    expect([onItself.status, errorOf(onItself).code]).toEqual([422, 'repository_refused'])
  })

  it('sends a version that is named, and refuses a token that its host refuses', async () => {
    const { commit, filesOf } = await start('t')
    commit('main', {})
    const id = await projectOf({ 'a.txt': 'a' })
    await client.call('PUT', `/api/projects/${id}/files/a.txt`, 'a2')
    await push(id, { version: 1 })
    expect(filesOf('main')).toEqual({ 'a.txt': 'a' })
    const refused = await push(id, {}, 'wrong')
    expect([refused.status, errorOf(refused).code]).toEqual([422, 'repository_refused'])
    expect((await push(id, { version: 99 })).status).toBe(404)
  })
})

import { randomUUID } from 'node:crypto'
import { unzipSync, zipSync } from 'fflate'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProject, signUp, type Answer, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack()
let client: Client
beforeAll(async () => {
  client = await signUp(app)
})

const encode = (text: string) => new TextEncoder().encode(text)
const ZIP = { 'Content-Type': 'application/zip' }
const zip = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, encode(text)])))

const codeOf = ({ json }: Answer) => (json as { error?: { code: string } }).error?.code
const detailsOf = ({ json }: Answer) =>
  (json as { error: { details?: { path: (string | number)[]; message: string }[] } }).error.details ?? []

async function exported(id: string, query = ''): Promise<{ bytes: Uint8Array; headers: Headers }> {
  const response = await client.fetch(`/api/projects/${id}/export${query}`)
  return { bytes: new Uint8Array(await response.arrayBuffer()), headers: response.headers }
}

async function contentsOf(id: string): Promise<Record<string, string>> {
  const { bytes } = await exported(id)
  return Object.fromEntries(
    Object.entries(unzipSync(bytes)).map(([path, content]) => [path, new TextDecoder().decode(content)]),
  )
}

async function projectOf(files: Record<string, string>, name = 'A project'): Promise<string> {
  const { json } = await client.call('POST', `/api/projects?name=${encodeURIComponent(name)}`, zip(files), ZIP)
  return (json as { id: string }).id
}

describe('a project from an archive', () => {
  it('has its files as the first version, and says what was left out', async () => {
    const archive = zip({ 'repo/index.html': '<p>', 'repo/.git/config': 'x', 'repo/a/b.js': 'let b' })
    const made = await client.call('POST', '/api/projects?name=Mine&strip=1&description=D', archive, ZIP)
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      name: 'Mine',
      description: 'D',
      head: 1,
      skipped: [{ path: '.git/config' }],
      skipped_count: 1,
    })
    const { id } = made.json as { id: string }
    expect(made.headers.get('Location')).toBe(`/api/projects/${id}`)
    expect(await contentsOf(id)).toEqual({ 'index.html': '<p>', 'a/b.js': 'let b' })
    const { json } = await client.call('GET', `/api/projects/${id}/versions/1`)
    expect(json).toMatchObject({ origin: 'import', summary: 'Import 2 files' })
  })

  it('is edited by its first run, not made anew', async () => {
    const id = await projectOf({ 'index.html': '<p>' })
    const run = await client.call('POST', `/api/projects/${id}/runs`, { prompt: 'x' })
    expect(run.json).toMatchObject({ kind: 'edit' })
  })

  it('is exported and imported again byte for byte, 500 files in each format', async () => {
    const files: Record<string, Uint8Array> = {}
    for (let at = 0; at < 500; at += 1) {
      const content = Uint8Array.from({ length: at * 11 }, (_, byte) => (byte * at) % (at % 2 === 0 ? 256 : 120))
      files[`папка ${at % 9}/file-${at}.${at % 2 === 0 ? 'bin' : 'txt'}`] = content
    }
    const first = await client.call('POST', '/api/projects', zipSync(files, { level: 1 }), ZIP)
    expect(first.status).toBe(201)
    const { id } = first.json as { id: string }
    const original = await exported(id)
    for (const [format, type] of [
      ['zip', 'application/zip'],
      ['tar.gz', 'application/gzip'],
    ] as const) {
      const { bytes, headers } = await exported(id, `?format=${format}`)
      expect(headers.get('Content-Type')).toBe(type)
      const again = await client.call('POST', '/api/projects', bytes, { 'Content-Type': type })
      expect([again.status, again.json]).toMatchObject([201, { skipped_count: 0 }])
      const copy = await exported((again.json as { id: string }).id)
      expect(Buffer.compare(copy.bytes, original.bytes)).toBe(0)
      const list = async (project: string) =>
        ((await client.call('GET', `/api/projects/${project}/files`)).json as { files: object[] }).files
      expect(await list((again.json as { id: string }).id)).toEqual(await list(id))
    }
  })

  it('is refused whole for one bad entry, and nothing is stored', async () => {
    const other = await signUp(app)
    const bad = await other.call('POST', '/api/projects', zip({ 'a.txt': 'a', '../b': 'b' }), ZIP)
    expect([bad.status, codeOf(bad), detailsOf(bad)[0]?.path]).toEqual([400, 'bad_archive', ['body', '../b']])
    expect((await other.call('GET', '/api/projects')).json).toEqual({ items: [], next_cursor: null })
  })

  it('may be larger than other requests, up to a limit of its own', async () => {
    const noise = Uint8Array.from({ length: 900_000 }, (_, at) => (Math.imul(at, 2654435761) >>> 13) & 0xff)
    const files = Object.fromEntries(Array.from({ length: 3 }, (_, at) => [`${at}`, noise.map((byte) => byte ^ at)]))
    const archive = zipSync(files, { level: 0 })
    expect((await client.call('POST', '/api/projects', archive, ZIP)).status).toBe(201)
    const huge = new Uint8Array(17 * 1024 * 1024)
    expect((await client.call('POST', '/api/projects', huge, ZIP)).status).toBe(413)
    const json = { 'Content-Type': 'application/json' }
    expect((await client.call('POST', '/api/projects', archive, json)).status).toBe(413)
  })

  it('is made once for an Idempotency-Key, by its bytes', async () => {
    const headers = { ...ZIP, 'Idempotency-Key': randomUUID() }
    // Bytes that no text can tell apart.
    const [one, two] = [0xfe, 0xff].map((byte) => zipSync({ a: Uint8Array.of(byte) }, { level: 0, mtime: 1e12 }))
    const first = await client.call('POST', '/api/projects', one, headers)
    const again = await client.call('POST', '/api/projects', one, headers)
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text])
    expect((await client.call('POST', '/api/projects', two, headers)).status).toBe(422)
  })
})

describe('an archive for a project', () => {
  it('is laid over its files, or takes their place', async () => {
    const id = await projectOf({ 'a.txt': 'a', 'b.txt': 'b' })
    const merged = await client.call('POST', `/api/projects/${id}/import`, zip({ 'b.txt': 'B', c: 'c' }), ZIP)
    expect([merged.status, merged.json]).toMatchObject([200, { version: { number: 2, origin: 'write' }, skipped: [] }])
    expect(await contentsOf(id)).toEqual({ 'a.txt': 'a', 'b.txt': 'B', c: 'c' })
    await client.call('POST', `/api/projects/${id}/import?mode=replace`, zip({ d: 'd' }), ZIP)
    expect(await contentsOf(id)).toEqual({ d: 'd' })
  })

  it('is refused where it does not fit what is there, when the project has changed, and for strangers', async () => {
    const id = await projectOf({ 'a.txt': 'a' })
    const path = `/api/projects/${id}/import`
    const twin = await client.call('POST', path, zip({ 'A.txt': 'A' }), ZIP)
    expect([twin.status, codeOf(twin)]).toEqual([400, 'bad_archive'])
    const stale = await client.call('POST', path, zip({ b: 'b' }), { ...ZIP, 'If-Match': '"v7"' })
    expect(stale.status).toBe(412)
    const stranger = await signUp(app)
    expect((await stranger.call('POST', path, zip({ b: 'b' }), ZIP)).status).toBe(404)
    expect(await contentsOf(id)).toEqual({ 'a.txt': 'a' })
  })
})

describe('an export', () => {
  it('is named after the project', async () => {
    const named = async (name: string, query = '') =>
      (await exported(await projectOf({ a: 'a' }, name), query)).headers.get('Content-Disposition')
    expect(await named('My "shop" / 1')).toBe(
      `attachment; filename="My -shop- - 1-v1.zip"; filename*=UTF-8''My%20-shop-%20-%201-v1.zip`,
    )
    expect(await named('Список дел', '?format=tar.gz')).toBe(
      `attachment; filename="project-v1.tar.gz"; filename*=UTF-8''${encodeURIComponent('Список дел-v1.tar.gz')}`,
    )
  })
})

describe('a fork', () => {
  it('has the files of a version and a life of its own', async () => {
    const id = await projectOf({ 'a.txt': 'one' }, 'Source')
    await client.call('PUT', `/api/projects/${id}/files/a.txt`, 'two')
    const fork = async (body: object) => client.call('POST', `/api/projects/${id}/fork`, body)
    const head = await fork({})
    expect([head.status, head.json]).toMatchObject([201, { name: 'Source', head: 1 }])
    const old = await fork({ version: 1, name: 'Old' })
    const [headId, oldId] = [head, old].map(({ json }) => (json as { id: string }).id)
    await client.call('DELETE', `/api/projects/${id}`)
    expect(await contentsOf(headId ?? '')).toEqual({ 'a.txt': 'two' })
    expect(await contentsOf(oldId ?? '')).toEqual({ 'a.txt': 'one' })
    const { json } = await client.call('GET', `/api/projects/${oldId}/versions/1`)
    expect(json).toMatchObject({ origin: 'fork', summary: 'Fork version 1 of Source' })
  })

  it('of an empty project is empty, of an unknown version or a stranger’s project none', async () => {
    const id = await createProject(client)
    expect((await client.call('POST', `/api/projects/${id}/fork`, {})).json).toMatchObject({ head: 0 })
    expect((await client.call('POST', `/api/projects/${id}/fork`, { version: 3 })).status).toBe(404)
    const stranger = await signUp(app)
    expect((await stranger.call('POST', `/api/projects/${id}/fork`, {})).status).toBe(404)
  })
})

describe('many changes at once', () => {
  const patch = (id: string, changes: object[], more: object = {}, headers: Record<string, string> = {}) =>
    client.call('PATCH', `/api/projects/${id}/files`, { changes, ...more }, headers)

  it('are one version, done in their order', async () => {
    const id = await projectOf({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' })
    const done = await patch(id, [
      { action: 'rename', path: 'a.txt', to: 'src/a.txt' },
      { action: 'write', path: 'a.txt', content: 'new a' },
      { action: 'delete', path: 'b.txt' },
      { action: 'write', path: 'bytes', content: '/w==', encoding: 'base64' },
      { action: 'write', path: 'c.txt', content: 'thrown away' },
      { action: 'write', path: 'c.txt', content: 'C' },
      { action: 'rename', path: 'c.txt', to: 'C.txt' },
    ])
    expect([done.status, done.json]).toMatchObject([
      200,
      { number: 2, summary: 'Write 4 files, delete b.txt, rename 2 files' },
    ])
    const bytes = await client.fetch(`/api/projects/${id}/files/bytes`)
    expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual([255])
    const { bytes: _, ...texts } = await contentsOf(id)
    expect(texts).toEqual({ 'src/a.txt': 'a', 'a.txt': 'new a', 'C.txt': 'C' })
  })

  it.each([
    ['a path that climbs out', { action: 'write', path: '../a', content: '' }, 'path'],
    ['a file that is not there', { action: 'delete', path: 'none' }, 'path'],
    ['a name that is taken', { action: 'rename', path: 'a.txt', to: 'b.txt' }, 'to'],
    ['a twin', { action: 'write', path: 'A.txt', content: '' }, 'path'],
    ['a file in a file', { action: 'rename', path: 'b.txt', to: 'a.txt/b' }, 'to'],
    ['what is no base64', { action: 'write', path: 'x', content: '/w', encoding: 'base64' }, 'content'],
    ['a file that is too large', { action: 'write', path: 'x', content: 'x'.repeat(1024 * 1024 + 1) }, undefined],
  ])('are refused together for %s', async (_, change, field) => {
    const id = await projectOf({ 'a.txt': 'a', 'b.txt': 'b' })
    const refused = await patch(id, [{ action: 'write', path: 'new', content: 'n' }, change])
    expect(refused.status).toBe(field === undefined ? 413 : 400)
    if (field !== undefined) expect(detailsOf(refused)[0]?.path).toEqual(['body', 'changes', 1, field])
    expect((await client.call('GET', `/api/projects/${id}`)).json).toMatchObject({ head: 1 })
  })

  it('hold to If-Match, and without it merge with what others write', async () => {
    const id = await projectOf({ 'a.txt': 'a' })
    expect((await patch(id, [{ action: 'delete', path: 'a.txt' }], {}, { 'If-Match': '"v2"' })).status).toBe(412)
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, at) => patch(id, [{ action: 'write', path: `${at}.txt`, content: `${at}` }])),
    )
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200))
    expect(Object.keys(await contentsOf(id)).length).toBe(9)
  })
})

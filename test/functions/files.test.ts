import { createHash } from 'node:crypto'
import { unzipSync } from 'fflate'
import { beforeEach, describe, expect, it } from 'vitest'
import { createProject, signUp, type Client } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack()
const client: Client = await signUp(app)
let project: string
beforeEach(async () => {
  project = `/api/projects/${await createProject(client)}`
})

const put = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  client.call('PUT', `${project}/files/${path}`, body, headers)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('files', () => {
  it('are written as new versions and read back byte for byte', async () => {
    const first = await put('src/a%20b.txt', 'one\r\n')
    expect([first.status, first.json]).toMatchObject([
      201,
      { number: 1, origin: 'write', file_count: 1, size_bytes: 5 },
    ])
    const second = await put('src/a%20b.txt', 'two')
    expect([second.status, second.json]).toMatchObject([200, { number: 2 }])
    const head = await client.call('GET', `${project}/files/src/a%20b.txt`)
    expect([head.text, head.headers.get('ETag')]).toEqual(['two', `"${sha256('two')}"`])
    const old = await client.call('GET', `${project}/files/src/a%20b.txt?version=1`)
    expect([old.text, old.headers.get('X-Samokoder-Version')]).toEqual(['one\r\n', '1'])
  })

  it.each<[string, Uint8Array]>([
    ['binary', new Uint8Array([0, 255, 128, 7])],
    ['empty', new Uint8Array()],
    ['text with a byte order mark', new TextEncoder().encode('\uFEFFhello')],
    ['broken UTF-8', new Uint8Array([0xc3, 0x28])],
  ])('keep %s content as it is', async (_, bytes) => {
    await put('file.bin', bytes)
    const response = await client.fetch(`${project}/files/file.bin`)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
  })

  it.each(['constructor', '__proto__', 'toString', 'файл.txt', 'a+b&c=d.txt', '[id].tsx'])(
    'may be called %s',
    async (name) => {
      const path = encodeURIComponent(name)
      expect((await client.call('GET', `${project}/files/${path}`)).status).toBe(404)
      expect((await put(path, 'x')).status).toBe(201)
      const { json } = await client.call('GET', `${project}/files`)
      expect(json).toEqual({ version: 1, files: [{ path: name, hash: sha256('x'), size_bytes: 1 }] })
      expect((await client.call('GET', `${project}/files/${path}`)).text).toBe('x')
      expect((await client.call('DELETE', `${project}/files/${path}`)).json).toMatchObject({ number: 2, file_count: 0 })
    },
  )

  it('never run on this origin, whatever is in them', async () => {
    await put('index.html', '<script>alert(1)</script>')
    const { headers } = await client.call('GET', `${project}/files/index.html`)
    expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(headers.get('Content-Security-Policy')).toMatch(/^sandbox;/)
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
  })

  it('are not overwritten on a stale If-Match', async () => {
    await put('a.txt', 'one')
    const right = await put('a.txt', 'two', { 'If-Match': `"${sha256('one')}"` })
    expect(right.status).toBe(200)
    const stale = await put('a.txt', 'three', { 'If-Match': `"${sha256('one')}"` })
    expect([stale.status, stale.json]).toMatchObject([412, { error: { code: 'precondition_failed' } }])
    const staleDelete = await client.call('DELETE', `${project}/files/a.txt`, undefined, { 'If-Match': '"v1"' })
    expect(staleDelete.status).toBe(412)
    expect((await put('a.txt', 'x', { 'If-None-Match': '*' })).status).toBe(412)
    expect((await put('a.txt', 'three', { 'If-Match': '"v2"' })).status).toBe(200)
  })

  it('are not made by an If-Match that names nothing', async () => {
    for (const tag of ['""', '"x",', '', '*']) expect((await put('new.txt', 'x', { 'If-Match': tag })).status).toBe(412)
  })

  it('are not changed while the project is archived', async () => {
    await put('a.txt', 'x')
    await client.call('PATCH', project, { status: 'archived' })
    const answer = await put('a.txt', 'y')
    expect([answer.status, answer.json]).toMatchObject([409, { error: { code: 'project_archived' } }])
  })

  it.each(['constructor', 'a.constructor', '__proto__'])('of no known kind are bytes: %s', async (name) => {
    await put(name, 'x')
    const { headers } = await client.call('GET', `${project}/files/${name}`)
    expect(headers.get('Content-Type')).toBe('application/octet-stream')
  })

  it('all arrive when many write at the same time', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => put(`${name}.txt`, name)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201])
    const { json } = await client.call('GET', `${project}/files`)
    expect(json).toMatchObject({ version: 3, files: [{ path: 'a.txt' }, { path: 'b.txt' }, { path: 'c.txt' }] })
  })

  it('cannot stand beside a path that some file system takes for the same', async () => {
    await put('Readme.md', 'x')
    const conflict = await put('README.md', 'y')
    expect([conflict.status, conflict.json]).toMatchObject([
      400,
      { error: { details: [{ path: ['params', 'path'] }] } },
    ])
    expect((await put('Readme.md/inner.txt', 'y')).status).toBe(400)
  })
})

describe('versions', () => {
  it('are listed, compared and restored', async () => {
    await put('a.txt', 'one\ntwo\n')
    await put('a.txt', 'one\n2\n')
    await put('b.txt', 'new\n')
    await client.call('DELETE', `${project}/files/a.txt`)
    const { json } = await client.call('GET', `${project}/versions?limit=2`)
    expect(json).toMatchObject({ items: [{ number: 4 }, { number: 3 }], next_cursor: '3' })
    const rest = await client.call('GET', `${project}/versions?limit=2&cursor=3`)
    expect(rest.json).toMatchObject({ items: [{ number: 2 }, { number: 1 }], next_cursor: null })

    const diff = await client.call('GET', `${project}/versions/1/diff/4`)
    expect(diff.json).toMatchObject({
      from: 1,
      to: 4,
      files: [
        { path: 'a.txt', status: 'removed', patch: expect.stringContaining('-two') },
        { path: 'b.txt', status: 'added', patch: expect.stringContaining('+new') },
      ],
    })
    const restored = await client.call('POST', `${project}/versions/1/restore`)
    expect([restored.status, restored.json]).toMatchObject([201, { number: 5, origin: 'restore', file_count: 1 }])
    expect((await client.call('GET', `${project}/files/a.txt`)).text).toBe('one\ntwo\n')
    expect((await client.call('GET', `${project}/versions/9`)).status).toBe(404)
    expect((await client.call('GET', `${project}/versions/1/diff/9`)).status).toBe(404)
  })
})

describe('an export', () => {
  it('holds the files of its version, the same bytes each time', async () => {
    await put('index.html', '<h1>Привет</h1>')
    await put('img/dot.bin', new Uint8Array([0, 1, 2]))
    const read = async () => new Uint8Array(await (await client.fetch(`${project}/export?version=2`)).arrayBuffer())
    const first = await read()
    await put('later.txt', 'x')
    expect(await read()).toEqual(first)
    const files = unzipSync(first)
    expect(Object.keys(files)).toEqual(['img/dot.bin', 'index.html'])
    expect(new TextDecoder().decode(files['index.html'])).toBe('<h1>Привет</h1>')
    expect(files['img/dot.bin']).toEqual(new Uint8Array([0, 1, 2]))
  })

  it('of a project without files is an empty archive', async () => {
    const response = await client.fetch(`${project}/export`)
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'application/zip'])
    expect(unzipSync(new Uint8Array(await response.arrayBuffer()))).toEqual({})
  })
})

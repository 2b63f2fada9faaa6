import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { group } from '../case.ts'
import { observe } from '../neutral.ts'
import { createProject, type Ask, type Site } from '../site.ts'

const JSON_TYPE: [string, string] = ['Content-Type', 'application/json']

/** A valid body of exactly that many bytes. */
function padded(bytes: number): Buffer {
  const start = '{"name":"Padded","description":""'
  return Buffer.from(`${start}${' '.repeat(bytes - start.length - 1)}}`)
}

async function post(site: Site, body: Buffer | string, ask: Partial<Ask> = {}) {
  return site.send('POST', '/api/projects', { account: site.account, headers: [JSON_TYPE], body, ...ask })
}

async function each(site: Site, bodies: Record<string, Buffer | string>, type = JSON_TYPE) {
  const seen: Record<string, unknown> = {}
  for (const [name, body] of Object.entries(bodies)) seen[name] = observe(await post(site, body, { headers: [type] }))
  return seen
}

export const bodies = group('request bodies', {
  'JSON at the limit and one byte over it': async (site) => {
    const at = await post(site, padded(site.bodyLimitBytes))
    const over = await post(site, padded(site.bodyLimitBytes + 1))
    assert.deepEqual([at.status, over.status], [201, 413])
    return [observe(at), observe(over)]
  },
  'the same in chunks, with no length told': async (site) => {
    const at = await post(site, padded(site.bodyLimitBytes), { chunkBytes: 1000 })
    const over = await post(site, padded(site.bodyLimitBytes + 1), { chunkBytes: 1000 })
    assert.deepEqual([at.status, over.status], [201, 413])
    return [observe(at), observe(over)]
  },
  'a file at the limit and one byte over it, both ways': async (site) => {
    const path = `/api/projects/${await createProject(site)}/files/big.bin`
    const put = (bytes: number, chunkBytes?: number) =>
      site.send('PUT', path, {
        account: site.account,
        body: Buffer.alloc(bytes, 7),
        ...(chunkBytes === undefined ? {} : { chunkBytes }),
      })
    const bodyBytes = site.bodyLimitBytes
    const answers = [
      await put(bodyBytes),
      await put(bodyBytes + 1),
      await put(bodyBytes, 777),
      await put(bodyBytes + 1, 777),
    ]
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 413, 200, 413],
    )
    return answers.map(observe)
  },
  'a body far over the limit': async (site) => {
    const answer = await post(site, Buffer.alloc(site.bodyLimitBytes * 4, 32), { chunkBytes: 8192 })
    assert.equal(answer.status, 413)
    return observe(answer)
  },
  'JSON that is none': (site) =>
    each(site, {
      cut: '{"name":',
      empty: '',
      blank: ' \n',
      text: 'name',
      comment: '{"name":"x"} //',
      comma: '{"name":"x",}',
      two: '{}{}',
    }),
  'JSON that is no object': (site) => each(site, { null: 'null', number: '1', list: '[]', string: '"x"' }),
  'JSON text at the edges of Unicode': (site) =>
    each(site, {
      mark: '\uFEFF{"name":"with a byte order mark"}',
      marks: '\uFEFF\uFEFF{"name":"with two"}',
      invalid: Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
      surrogate: '{"name":"\\ud800"}',
      nul: '{"name":"\\u0000"}',
      pair: '{"name":"\\ud83d\\ude00 😀"}',
    }),
  'JSON with keys that mean something to JavaScript': (site) =>
    each(site, { proto: '{"name":"x","__proto__":{"a":1}}', twice: '{"name":"first","name":"second"}' }),
  'content types': async (site) => {
    const types = [
      'application/json; charset=utf-8',
      'APPLICATION/JSON',
      'application/vnd.api+json',
      'application/two+three+json',
      'application/jsonx',
      'text/plain',
      'multipart/form-data; boundary=x',
      '*/*',
      '',
    ]
    const seen: unknown[] = []
    for (const type of types)
      seen.push({ type, ...observe(await post(site, '{"name":"x"}', { headers: [['Content-Type', type]] })) })
    const none = await post(site, '{"name":"x"}', { headers: [] })
    return [...seen, observe(none)]
  },
  'a body that a GET, a HEAD and a DELETE have no use for': async (site) => {
    const project = await createProject(site)
    const path = `/api/projects/${project}`
    const { account, bodyLimitBytes } = site
    const answers = []
    for (const method of ['GET', 'HEAD']) {
      for (const body of ['{}', Buffer.alloc(bodyLimitBytes + 1)]) {
        answers.push(await site.send(method, path, { account, body }))
        answers.push(await site.send(method, path, { account, body, chunkBytes: 4096 }))
      }
    }
    answers.push(await site.send('DELETE', path, { account, body: '{}' }))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [...Array.from({ length: 8 }, () => 200), 204],
    )
    return answers.map(({ status }) => status)
  },
  'chunks that cut through characters': async (site) => {
    const answer = await post(site, '{"name":"Привет, 世界 😀"}', { chunkBytes: 1 })
    assert.equal(answer.status, 201)
    assert.match(answer.body.toString(), /Привет, 世界 😀/)
    return observe(answer)
  },
  'an empty file, and one of every byte': async (site) => {
    const root = `/api/projects/${await createProject(site)}/files`
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    const answers = []
    for (const [name, body] of [
      ['empty.txt', Buffer.alloc(0)],
      ['every.bin', every],
    ] as const) {
      answers.push(await site.send('PUT', `${root}/${name}`, { account: site.account, body }))
      const read = await site.send('GET', `${root}/${name}`, { account: site.account })
      assert.equal(
        createHash('sha256').update(read.body).digest('hex'),
        createHash('sha256').update(body).digest('hex'),
      )
      answers.push(read)
    }
    return answers.map(observe)
  },
})

import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { AppEnv } from '../../src/http/context.ts'
import { readBody, readStretches, readText } from '../../src/http/read-body.ts'
import { createWork, type Work } from '../../src/work.ts'

const app = new Hono<AppEnv>()
  .post('/bytes', async (c) => c.body(await readBody(c)))
  .post('/text', async (c) => c.json([await readText(c, createWork()), (await readStretches(c, createWork())).length]))
  .onError((error) => Response.json({ code: (error as { code?: string }).code }, { status: 400 }))

/** A body that comes in chunks of a size that divides nothing. */
function inChunks(bytes: Uint8Array, { isCut = false } = {}): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, (at += 77_777)))
      else if (isCut) controller.error(new Error('cut'))
      else controller.close()
    },
  })
}

const post = (path: string, body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>, headers = {}) =>
  app.request(path, { method: 'POST', body, headers, duplex: 'half' } as RequestInit)

describe('the body of a request', () => {
  it.each([0, 1, 77_777, 262_143, 262_144, 262_145, 524_288, 3_000_001])(
    'is what was sent, of %i bytes, announced or not',
    async (sizeBytes) => {
      const sent = Uint8Array.from({ length: sizeBytes }, (_, at) => at % 251)
      for (const headers of [{}, { 'Content-Length': String(sizeBytes) }]) {
        const response = await post('/bytes', inChunks(sent), headers)
        expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), sent)).toBe(0)
      }
    },
  )

  it('is read as text wherever its characters are cut, and may be read once more', async () => {
    const text = `a${'ж😀'.repeat(200_000)}`
    const bytes = new TextEncoder().encode(text)
    expect(await (await post('/text', inChunks(bytes))).json()).toEqual([text, Math.ceil(bytes.length / 262_144)])
    expect(await (await post('/text', new TextEncoder().encode('ж'), { 'Content-Length': '2' })).json()).toEqual([
      'ж',
      1,
    ])
  })

  it('waits for the work of others where it is long, and for nobody where it is short', async () => {
    let pauses = 0
    const pause = () => Promise.resolve(void (pauses += 1))
    const queueing: Work = { ...createWork(), spend: () => true, pause }
    const reading = new Hono<AppEnv>().post('/', async (c) => c.json((await readText(c, queueing)).length))
    const read = async (sizeBytes: number, headers = {}) => {
      pauses = 0
      const body = inChunks(new Uint8Array(sizeBytes))
      const sent = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
      expect(await (await reading.request('/', sent)).json()).toBe(sizeBytes)
      return pauses
    }
    for (const headers of [{}, { 'Content-Length': '200000' }]) expect(await read(200_000, headers)).toBe(0)
    for (const headers of [{}, { 'Content-Length': '3000000' }]) {
      expect(await read(3_000_000, headers)).toBeGreaterThan(20)
    }
  })

  it('loses one byte order mark as text, and only that', async () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 97])
    for (const headers of [{}, { 'Content-Length': '7' }])
      expect(await (await post('/text', inChunks(bytes), headers)).json()).toEqual(['\u{feff}a', 1])
  })

  it('that breaks off is a bad request', async () => {
    for (const size of [10, 1_000_000]) {
      const response = await post('/bytes', inChunks(new Uint8Array(size), { isCut: true }))
      expect(await response.json()).toEqual({ code: 'bad_request' })
    }
  })
})

import { readdir, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startWebProcess, type WebProcess } from '../../local/web-process.ts'
import { makeTemporaryFolder } from '../support/temporary-folder.ts'

let web: WebProcess
let names: string[]

beforeAll(async () => {
  names = await readdir('dist/studio/assets')
  const folder = await makeTemporaryFolder()
  const environment = inject('environment')
  web = await startWebProcess({ runtime: 'node', environment, port: 0, folder, onLine: () => undefined })
})
afterAll(() => web.stop())

type Raw = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }

/** As the bytes are sent, and with a path that is sent as it stands. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(web.url)
    request({ hostname, port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
      .once('error', reject)
      .end()
  })
}

describe('the files of the Studio on a server', () => {
  it('are sent as the build made them, packed for who takes that, and to be kept for good', async () => {
    for (const name of names) {
      const [plain, packed] = [
        await ask(`/assets/${name}`),
        await ask(`/assets/${name}`, { 'Accept-Encoding': 'gzip, br' }),
      ]
      const contents = await readFile(`dist/studio/assets/${name}`)
      expect(plain.body.equals(contents)).toBe(true)
      expect(packed.headers['content-encoding']).toBe('gzip')
      expect(gunzipSync(packed.body).equals(contents)).toBe(true)
      for (const { status, headers } of [plain, packed]) {
        expect(status).toBe(200)
        expect(headers['content-type']).toBe(`text/${name.endsWith('.js') ? 'javascript' : 'css'}; charset=UTF-8`)
        expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
        expect(headers['x-content-type-options']).toBe('nosniff')
      }
    }
  })

  it('have a head alone for HEAD', async () => {
    const { status, body, headers } = await ask(`/assets/${names[0]}`, {}, 'HEAD')
    expect([status, body.byteLength]).toEqual([200, 0])
    expect(Number(headers['content-length'])).toBeGreaterThan(0)
  })

  it.each(['/assets/nothing.js', '/assets/', '/assets/../_headers', '/assets/..%2f..%2fapp.js', '/assets/.hidden.js'])(
    'are all that is served: %s is the 404 of the API',
    async (path) => {
      const { status, headers } = await ask(path)
      expect([status, headers['content-type']]).toEqual([404, 'application/json'])
    },
  )

  it('are named by the page', async () => {
    const { body } = await ask('/')
    const named = [...body.toString().matchAll(/assets\/([\w.-]+)/g)].map(([, name]) => name)
    expect(named.length).toBeGreaterThanOrEqual(2)
    expect(names).toEqual(expect.arrayContaining(named))
  })
})

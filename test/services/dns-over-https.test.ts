import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resolveAllowed } from '../../src/services/address-guard.ts'
import { resolveOverHttps } from '../../src/services/dns-over-https.ts'

/** What the resolver says to `name type`. */
const records: Record<string, unknown> = {
  'both.example A': {
    Answer: [
      { type: 5, data: 'alias.example.' },
      { type: 1, data: '8.8.8.8' },
    ],
  },
  'both.example AAAA': { Answer: [{ type: 28, data: '2606:4700::1111' }] },
  'inside.example A': {
    Answer: [
      { type: 1, data: '8.8.8.8' },
      { type: 1, data: '10.0.0.1' },
    ],
  },
  'odd.example A': { Answer: [{ type: 1, data: 'not an address' }, null, { type: 16, data: '8.8.8.8' }] },
}
let status = 200
const server = createServer((request, response) => {
  const asked = new URL(request.url ?? '/', 'http://host').searchParams
  expect(request.headers.accept).toBe('application/dns-json')
  response.writeHead(status, { 'Content-Type': 'application/dns-json', Location: '/' })
  response.end(JSON.stringify(records[`${asked.get('name')} ${asked.get('type')}`] ?? { Status: 3 }))
})
let url: string
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dns-query`
})
afterAll(() => void server.close())

const resolve = (host: string) => resolveOverHttps(host, AbortSignal.timeout(60_000), url)

describe('a name that is resolved over HTTPS', () => {
  it('has the addresses of both families, and nothing else that a resolver says', async () => {
    expect(await resolve('both.example')).toEqual(['8.8.8.8', '2606:4700::1111'])
    expect([await resolve('odd.example'), await resolve('nobody.example')]).toEqual([[], []])
  })

  it('is refused when one of its addresses is private, when it has none, and when nobody answers', async () => {
    const check = (host: string) => resolveAllowed(new URL(`https://${host}/`), resolve, { allowPrivate: false })
    expect(await check('both.example')).toHaveLength(2)
    await expect(check('inside.example')).rejects.toThrow('not public')
    await expect(check('nobody.example')).rejects.toThrow('no address')
    for (const wrong of [500, 302]) {
      status = wrong
      await expect(check('both.example')).rejects.toThrow('cannot be resolved')
    }
  })
})

// The guarded fetch as processes make it: the connection goes to the address that was checked.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { nodeNetwork } from '../../src/adapters/node-network.ts'
import { attachNetwork, parseConfig } from '../../src/app.ts'
import { AddressRefused } from '../../src/services/address-guard.ts'
import { fetchGuarded } from '../../src/services/network.ts'

let answer: (request: IncomingMessage, response: ServerResponse) => void
let calls = 0
const server = createServer((request, response) => {
  calls += 1
  answer(request, response)
})
let port: number
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

/** Whose names all lead to where `lookUp` says, time after time. */
function configOf(lookUp: () => string[], allowed = 'true') {
  const config = parseConfig({ ...inject('environment'), ALLOW_PRIVATE_ADDRESSES: allowed })
  attachNetwork(config, { ...nodeNetwork, resolve: () => Promise.resolve(lookUp()) })
  return config
}
const here = () => ['127.0.0.1']
const urlOf = (path = '/') => new URL(`http://ai.example:${port}${path}`)

describe('a guarded request', () => {
  it('is made to the address that was checked, by the name that it has', async () => {
    answer = (request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const { method, url, headers } = request
        response
          .writeHead(201, { 'X-Told': 'yes' })
          .end(JSON.stringify({ method, url, headers, body: Buffer.concat(parts).toString() }))
      })
    }
    const text = '{"a":"ж"}'
    for (const body of [text, new Blob([text])]) {
      const init = { method: 'POST', headers: { Authorization: 'Bearer k' }, body }
      const response = await fetchGuarded(configOf(here), urlOf('/v1/x'), init)
      expect([response.status, response.headers.get('X-Told')]).toEqual([201, 'yes'])
      expect(await response.json()).toMatchObject({
        method: 'POST',
        url: '/v1/x',
        headers: { host: `ai.example:${port}`, authorization: 'Bearer k', 'content-length': '10' },
        body: text,
      })
    }
  })

  it('is refused where it has a body that would not be sent', async () => {
    const init = { method: 'POST', body: new Uint8Array(3) }
    await expect(fetchGuarded(configOf(here), urlOf(), init)).rejects.toThrow(TypeError)
  })

  it('asks once for the address, so that a name that changes between a look and a call gains nothing', async () => {
    answer = (_, response) => void response.end('here')
    let looks = 0
    const config = configOf(() => (looks++ === 0 ? ['127.0.0.1'] : ['169.254.169.254']))
    expect(await (await fetchGuarded(config, urlOf(), {})).text()).toBe('here')
    expect(looks).toBe(1)
    const before = calls
    await expect(fetchGuarded(config, urlOf(), {})).rejects.toThrow(AddressRefused)
    expect(calls).toBe(before)
  })

  it('goes to no private address unless the operator allows it', async () => {
    const before = calls
    await expect(fetchGuarded(configOf(here, 'false'), urlOf(), {})).rejects.toThrow(AddressRefused)
    await expect(fetchGuarded(configOf(here, 'false'), new URL('https://ai.example'), {})).rejects.toThrow('not public')
    expect(calls).toBe(before)
  })

  it('goes nowhere else by a redirect', async () => {
    answer = (_, response) => void response.writeHead(307, { Location: '/elsewhere' }).end()
    const before = calls
    await expect(fetchGuarded(configOf(here), urlOf(), { method: 'POST', body: '{}' })).rejects.toThrow(
      'leads elsewhere',
    )
    expect(calls).toBe(before + 1)
  })

  it('gives an answer as it comes, and ends with its signal', async () => {
    const closed = Promise.withResolvers<void>()
    answer = (_, response) => {
      response.once('close', () => closed.resolve())
      response.writeHead(200).write('first')
    }
    const controller = new AbortController()
    const response = await fetchGuarded(configOf(here), urlOf(), { signal: controller.signal })
    const reader = response.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first')
    controller.abort()
    await expect(reader?.read()).rejects.toThrow()
    await closed.promise
  })

  it('fails as fetch does when nobody is there', async () => {
    const unused = createServer().listen(0, '127.0.0.1')
    await once(unused, 'listening')
    const { port: nobody } = unused.address() as AddressInfo
    unused.close()
    await expect(fetchGuarded(configOf(here), new URL(`http://ai.example:${nobody}/`), {})).rejects.toThrow(
      'ECONNREFUSED',
    )
  })
})

import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Redis } from '@upstash/redis'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { describeWithServer, emptyBackend, serve, TOKEN, type Served } from '../local/redis/support.ts'
import { countBilledCommands } from './billed-commands.ts'
import { countData, countRedis, tallySince, totalOf, type CountingProxy } from './counting-proxy.ts'

describeWithServer('a counting proxy in front of Redis', () => {
  let served: Served
  let proxy: CountingProxy
  let redis: Redis

  beforeAll(async () => {
    served = await serve(await emptyBackend('redis-server'))
    proxy = await countRedis(served.bridge.url)
    redis = new Redis({ url: proxy.url, token: TOKEN, retry: false, enableAutoPipelining: false })
  })
  afterAll(async () => {
    await proxy.close()
    await served.close()
  })

  it('counts a pipeline as its commands, and as one request', async () => {
    const before = proxy.tally()
    await redis.set('key', 'value')
    expect(await redis.pipeline().get('key').get('key').del('key').exec()).toEqual(['value', 'value', 1])
    const { requests, asked } = tallySince(before, proxy.tally())
    expect(requests).toBe(2)
    expect(Object.fromEntries(asked)).toEqual({ SET: 1, GET: 2, DEL: 1 })
  })

  it('counts a script as one command, of which each call is billed too', async () => {
    const before = proxy.tally()
    const billedBefore = (await countBilledCommands(served.bridge.url, TOKEN)) ?? Number.NaN
    await redis.eval("redis.call('SET', KEYS[1], 1); return redis.call('INCR', KEYS[1])", ['counter'], [])
    expect(totalOf(tallySince(before, proxy.tally()))).toBe(1)
    expect(await countBilledCommands(served.bridge.url, TOKEN)).toBe(billedBefore + 3)
  })
})

/** A counting proxy of the data API in front of a server that does as the listener says. */
async function countServer(listener: RequestListener): Promise<CountingProxy> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await countData(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  onTestFinished(async () => {
    await proxy.close()
    server.close()
  })
  return proxy
}

it('a counting proxy in front of Supabase counts calls of the data API by path, and nothing else', async () => {
  const proxy = await countServer((request, response) => {
    request.resume().once('end', () => response.end('[]'))
  })
  await fetch(`${proxy.url}/rest/v1/rpc/claim_run`, { method: 'POST', body: '{}' })
  await fetch(`${proxy.url}/rest/v1/projects?id=eq.1`)
  await fetch(`${proxy.url}/rest/v1/projects?id=eq.2`)
  await fetch(`${proxy.url}/auth/v1/user`)
  expect(Object.fromEntries(proxy.tally().asked)).toEqual({
    'POST /rest/v1/rpc/claim_run': 1,
    'GET /rest/v1/projects': 2,
  })
})

it('a counting proxy hands on each piece of an answer as it comes', async () => {
  let proceed: (() => void) | undefined
  const proxy = await countServer((_request, response) => {
    response.write('first')
    proceed = () => response.end('second')
  })
  const { body } = await fetch(proxy.url)
  const reader = body?.getReader()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first')
  proceed?.()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('second')
})

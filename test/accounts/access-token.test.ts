import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createTokenVerifier } from '../../src/accounts/access-token.ts'
import { parseConfig } from '../../src/config.ts'

const USER = '00000000-0000-4000-8000-000000000001'
const NOW = new Date('2026-01-01T00:00:00Z')
const SECRET = 'a secret of more than thirty-two characters'

let fetched = 0
const first = await generateKeyPair('ES256')
const second = await generateKeyPair('RS256')
let out = false
let published = [{ ...(await exportJWK(first.publicKey)), kid: 'first', alg: 'ES256' }]
const server = createServer((_, response) => {
  fetched += 1
  if (out) return void response.writeHead(503).end()
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify({ keys: published }))
})
await new Promise<void>((resolve) => {
  server.listen(0, '127.0.0.1', resolve)
})
afterAll(() => server.close())

function configure(extra: Record<string, string>, port = (server.address() as AddressInfo).port) {
  return parseConfig({
    SUPABASE_URL: `http://127.0.0.1:${port}`,
    SUPABASE_PUBLISHABLE_KEY: 'p',
    SUPABASE_SECRET_KEY: 's',
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1',
    UPSTASH_REDIS_REST_TOKEN: 't',
    AI_API_KEY: 'k',
    AI_MODELS: 'm',
    ...extra,
  })
}

function sign(key: CryptoKey | Uint8Array, alg: string, claims: Record<string, unknown> = {}, kid?: string) {
  return new SignJWT({ role: 'authenticated', email: 'a@example.com', ...claims })
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
    .setSubject(USER)
    .setAudience('authenticated')
    .setExpirationTime(NOW.getTime() / 1000 + 60)
    .sign(key)
}

describe('access tokens signed with a shared secret', () => {
  const verify = createTokenVerifier(configure({ SUPABASE_JWT_SECRET: SECRET }))
  const key = new TextEncoder().encode(SECRET)

  it('tell whose they are, until the second they expire', async () => {
    const token = await sign(key, 'HS256')
    expect(await verify(token, NOW)).toEqual({ userId: USER, email: 'a@example.com', isSecond: false })
    await expect(verify(token, new Date(NOW.getTime() + 60_000))).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('are remembered for no longer than they live, and for a second at most', async () => {
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers({ toFake: ['Date'], now: NOW })
    const again = createTokenVerifier(configure({ SUPABASE_JWT_SECRET: SECRET }))
    const token = await sign(key, 'HS256')
    const at = (ms: number) => {
      vi.setSystemTime(NOW.getTime() + ms)
      return again(token)
    }
    const verified = await at(0)
    expect(await at(999)).toBe(verified)
    const anew = await at(1000)
    expect(anew).not.toBe(verified)
    const last = await at(59_500)
    expect(await at(59_999)).toBe(last)
    await expect(at(60_000)).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('are refused when another algorithm or secret signed them', async () => {
    await expect(verify(await sign(first.privateKey, 'ES256'), NOW)).rejects.toMatchObject({ code: 'unauthorized' })
    await expect(verify(await sign(key, 'HS512'), NOW)).rejects.toMatchObject({ code: 'unauthorized' })
    const other = new TextEncoder().encode(SECRET.toUpperCase())
    await expect(verify(await sign(other, 'HS256'), NOW)).rejects.toMatchObject({ code: 'unauthorized' })
  })

  it('are refused without the role of a signed-in user', async () => {
    for (const role of ['anon', 'service_role', undefined]) {
      await expect(verify(await sign(key, 'HS256', { role }), NOW)).rejects.toMatchObject({ code: 'unauthorized' })
    }
  })
})

describe('access tokens signed with a key pair', () => {
  const verify = createTokenVerifier(configure({}))

  it('are verified with the published keys, fetched once for many', async () => {
    const token = await sign(first.privateKey, 'ES256', {}, 'first')
    for (let turn = 0; turn < 5; turn += 1) expect(await verify(token, NOW)).toMatchObject({ userId: USER })
    expect(fetched).toBe(1)
  })

  it('are refused when an unpublished key, or a public key taken for a secret, signed them', async () => {
    const stranger = await generateKeyPair('ES256')
    await expect(verify(await sign(stranger.privateKey, 'ES256', {}, 'first'), NOW)).rejects.toMatchObject({
      code: 'unauthorized',
    })
    const confused = new TextEncoder().encode(JSON.stringify(published[0]))
    await expect(verify(await sign(confused, 'HS256', {}, 'first'), NOW)).rejects.toMatchObject({
      code: 'unauthorized',
    })
  })

  it('are verified after the keys were rotated, by a process that starts then', async () => {
    published = [...published, { ...(await exportJWK(second.publicKey)), kid: 'second', alg: 'RS256' }]
    const fresh = createTokenVerifier(configure({}))
    expect(await fresh(await sign(second.privateKey, 'RS256', {}, 'second'), NOW)).toMatchObject({ userId: USER })
  })

  it('cannot be judged when the keys are out of reach, which is no refusal', async () => {
    const lost = createTokenVerifier(configure({}, 9))
    await expect(lost(await sign(first.privateKey, 'ES256', {}, 'first'), NOW)).rejects.toMatchObject({
      code: 'service_unavailable',
    })
  })

  it('are verified with old keys while no newer ones can be had, and with those as soon as they can', async () => {
    const before = published
    onTestFinished(() => {
      out = false
      published = before
      vi.useRealTimers()
    })
    vi.useFakeTimers({ toFake: ['Date'] })
    const old = createTokenVerifier(configure({}))
    const token = await sign(first.privateKey, 'ES256', {}, 'first')
    expect(await old(token, NOW)).toMatchObject({ userId: USER })
    out = true
    vi.setSystemTime(Date.now() + 3_600_000)
    const asked = fetched
    for (let turn = 0; turn < 5; turn += 1) expect(await old(token, NOW)).toMatchObject({ userId: USER })
    expect(fetched - asked).toBe(1)
    out = false
    published = published.slice(1)
    vi.setSystemTime(Date.now() + 60_000)
    await expect(old(token, NOW)).rejects.toMatchObject({ code: 'unauthorized' })
  })
})

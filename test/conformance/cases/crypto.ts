import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { group } from '../case.ts'
import type { Claims } from '../accounts.ts'
import { valueOf } from '../raw-http.ts'
import { createProject, type Site } from '../site.ts'

/** FIPS 180-4, and a million of "a" from its examples cut to what a body may hold. */
const VECTORS: [message: string, sha256: string][] = [
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  [
    'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
    'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
  ],
]

const hour = 3600
const now = () => Math.floor(Date.now() / 1000)

async function statusWith(site: Site, token: string): Promise<number> {
  const answer = await site.send('GET', '/api/projects?limit=1', { headers: [['Authorization', `Bearer ${token}`]] })
  return answer.status
}

/** A token with a header and a payload as they are given, signed with HMAC of any hash. */
function forge(header: object, payload: object, secret: string, hash = 'sha256'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const body = `${part(header)}.${part(payload)}`
  return `${body}.${createHmac(hash, secret).update(body).digest('base64url')}`
}

export const crypto = group('cryptography', {
  'SHA-256 gives its published test vectors': async (site) => {
    const project = await createProject(site)
    for (const [index, [message, sha256]] of VECTORS.entries()) {
      const path = `/api/projects/${project}/files/${index}.txt`
      await site.send('PUT', path, { account: site.account, body: message })
      const read = await site.send('GET', path, { account: site.account })
      assert.equal(valueOf(read, 'etag'), `"${sha256}"`)
      assert.equal(read.body.toString(), message)
    }
  },
  'access tokens: who is let in': async (site) => {
    const cases: Record<string, Claims> = {
      good: {},
      expired: { exp: now() - 1 },
      'for another audience': { aud: 'others' },
      'of a service': { role: 'service_role' },
      anonymous: { role: 'anon' },
      'of nobody': { sub: randomUUID() },
    }
    const seen: Record<string, number> = {}
    const { userId: sub } = site.account
    for (const [name, claims] of Object.entries(cases)) {
      seen[name] = await statusWith(site, await site.token({ sub, ...claims }))
    }
    assert.deepEqual(Object.values(seen), [200, 401, 401, 401, 401, 401])
    return seen
  },
  'access tokens: forgeries': async (site) => {
    const good = await site.token({ sub: site.account.userId })
    const [head = '', payload = '', signature = ''] = good.split('.')
    const claims = { sub: site.account.userId, aud: 'authenticated', role: 'authenticated', exp: now() + hour }
    const tokens: Record<string, string> = {
      'another secret': forge({ alg: 'HS256' }, claims, 'x'.repeat(40)),
      'no algorithm': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`,
      'no algorithm, signed': `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.${signature}`,
      'another algorithm': forge({ alg: 'HS512' }, claims, site.jwtSecret, 'sha512'),
      'another payload': `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`,
      'a cut signature': `${head}.${payload}.${signature.slice(0, -2)}`,
      'no end of life': forge({ alg: 'HS256' }, { ...claims, exp: undefined }, site.jwtSecret),
      'no subject': forge({ alg: 'HS256' }, { ...claims, sub: undefined }, site.jwtSecret),
      'not yet valid': forge({ alg: 'HS256' }, { ...claims, nbf: now() + hour }, site.jwtSecret),
      'a critical header': forge({ alg: 'HS256', crit: ['x'], x: 1 }, claims, site.jwtSecret),
      'a payload that is no JSON': `${head}.${Buffer.from('{').toString('base64url')}.${signature}`,
    }
    const seen: Record<string, number> = {}
    for (const [name, token] of Object.entries(tokens)) seen[name] = await statusWith(site, token)
    assert.deepEqual(new Set(Object.values(seen)), new Set([401]))
    return seen
  },
  'the operator token, compared in constant time': async (site) => {
    const tokens = ['', 'x', `${site.operatorToken.slice(0, -1)}?`, `${site.operatorToken}x`, site.operatorToken]
    const seen: Record<string, string[]> = {}
    for (const target of ['/metrics', '/health/ready?services=all']) {
      const outcomes: string[] = []
      for (const token of tokens) {
        const answer = await site.send('GET', target, { headers: [['Authorization', `Bearer ${token}`]] })
        // Readiness is 503 to the operator, too, while a service is slow to answer.
        outcomes.push(answer.status === 401 ? 'refused' : 'let in')
      }
      assert.deepEqual(outcomes, ['refused', 'refused', 'refused', 'refused', 'let in'])
      seen[target] = outcomes
    }
    return seen
  },
})

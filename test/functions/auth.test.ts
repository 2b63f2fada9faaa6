import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { clientOf } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack()
const anonymous = clientOf(app, '', '')
type Session = { access_token: string; refresh_token: string; user: { id: string; email: string; name: string } }

async function register(email = `${randomUUID()}@example.com`) {
  const { json } = await anonymous.call('POST', '/api/auth/register', { email, password: 'correct horse', name: 'Ann' })
  return json as Session
}

describe('an account', () => {
  it('is made, signed in, and known by its token', async () => {
    const session = await register()
    const user = await clientOf(app, session.access_token, '').call('GET', '/api/auth/user')
    expect([user.status, user.json]).toEqual([200, { ...session.user, role: 'user', tier: 'free' }])
    expect(session.user.name).toBe('Ann')
  })

  it('is not made twice for an address', async () => {
    const { user } = await register()
    const again = await anonymous.call('POST', '/api/auth/register', { email: user.email, password: 'other password' })
    expect([again.status, again.json]).toMatchObject([409, { error: { code: 'email_taken' } }])
  })

  it('logs in with its password only', async () => {
    const { user } = await register()
    const right = await anonymous.call('POST', '/api/auth/login', { email: user.email, password: 'correct horse' })
    expect([right.status, (right.json as Session).user.id]).toEqual([200, user.id])
    const wrong = await anonymous.call('POST', '/api/auth/login', { email: user.email, password: 'wrong horse' })
    const unknown = await anonymous.call('POST', '/api/auth/login', {
      email: `x${user.email}`,
      password: 'wrong horse',
    })
    for (const answer of [wrong, unknown]) {
      expect([answer.status, answer.json]).toMatchObject([401, { error: { code: 'invalid_credentials' } }])
    }
  })

  it('renews its session with a refresh token, and not with nonsense', async () => {
    const session = await register()
    const renewed = await anonymous.call('POST', '/api/auth/refresh', { refresh_token: session.refresh_token })
    expect([renewed.status, (renewed.json as Session).user]).toEqual([200, session.user])
    const refused = await anonymous.call('POST', '/api/auth/refresh', { refresh_token: 'nonsense' })
    expect([refused.status, refused.json]).toMatchObject([401, { error: { code: 'invalid_refresh_token' } }])
  })

  it('cannot renew a session that was logged out', async () => {
    const session = await register()
    const out = await clientOf(app, session.access_token, '').call('POST', '/api/auth/logout')
    expect([out.status, out.text]).toEqual([204, ''])
    const renewed = await anonymous.call('POST', '/api/auth/refresh', { refresh_token: session.refresh_token })
    expect(renewed.status).toBe(401)
  })

  it('ends its session for good with a logout: neither token of it serves any more, and other sessions go on', async () => {
    const { user, ...first } = await register()
    const second = await anonymous.call('POST', '/api/auth/login', { email: user.email, password: 'correct horse' })
    const [one, two] = [first.access_token, (second.json as Session).access_token].map((token) =>
      clientOf(app, token, ''),
    )
    expect((await one?.call('GET', '/api/auth/user'))?.status).toBe(200)
    await one?.call('POST', '/api/auth/logout')
    // Here at once, and in a process that has not heard of it.
    const elsewhere = clientOf(makeStack().app, first.access_token, '')
    for (const caller of [one, elsewhere]) {
      for (const path of ['/api/auth/user', '/api/projects', '/v1/models']) {
        expect([path, (await caller?.call('GET', path))?.status]).toEqual([path, 401])
      }
    }
    expect((await two?.call('GET', '/api/auth/user'))?.status).toBe(200)
  })

  it('is not made with a password of which a part would not count', async () => {
    const email = `${randomUUID()}@example.com`
    const answer = await anonymous.call('POST', '/api/auth/register', { email, password: 'п'.repeat(40) })
    expect([answer.status, answer.json]).toMatchObject([400, { error: { code: 'bad_request' } }])
  })

  it.each([
    { email: 'nonsense', password: 'correct horse' },
    { email: 'a@example.com', password: 'short' },
  ])('is not made from bad input: %o', async (input) => {
    const answer = await anonymous.call('POST', '/api/auth/register', input)
    expect([answer.status, answer.json]).toMatchObject([400, { error: { code: 'bad_request' } }])
  })
})

import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { clientOf, type Answer } from '../support/client.ts'
import { makeStack } from '../support/stack.ts'

const { app } = makeStack()
const browser = clientOf(app, '', '')
const ORIGIN = { Origin: 'http://test.local' }

type Session = { access_token: string; user: { id: string; email: string } }

const cookieOf = ({ headers }: Answer) => headers.get('Set-Cookie') ?? ''
const sent = (answer: Answer) => ({ ...ORIGIN, Cookie: cookieOf(answer).split(';')[0] ?? '' })

function signUp(email = `${randomUUID()}@example.com`): Promise<Answer> {
  return browser.call('POST', '/api/session', { email, password: 'correct horse', sign_up: true }, ORIGIN)
}

describe('the session of a browser', () => {
  it('is opened by signing up and by signing in, and its refresh token is for no script', async () => {
    const made = await signUp()
    const { user } = made.json as Session
    const again = await browser.call(
      'POST',
      '/api/session',
      { email: user.email, password: 'correct horse' },
      { Origin: 'https://test.local' },
    )
    for (const answer of [made, again]) {
      expect([answer.status, Object.keys(answer.json as object)]).toEqual([
        200,
        ['access_token', 'expires_in', 'user', 'pending_factors'],
      ])
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
      expect(cookieOf(answer)).toMatch(
        /^samokoder_session=[\w.-]+; Path=\/api\/session; Max-Age=\d+; HttpOnly; SameSite=Strict/,
      )
    }
    expect([cookieOf(made).includes('Secure'), cookieOf(again).includes('Secure')]).toEqual([false, true])
  })

  it('is renewed by its cookie, which changes, and not without one', async () => {
    const made = await signUp()
    const renewed = await browser.call('PUT', '/api/session', undefined, sent(made))
    expect([renewed.status, (renewed.json as Session).user]).toEqual([200, (made.json as Session).user])
    expect(cookieOf(renewed).split(';')[0]).not.toBe(cookieOf(made).split(';')[0])
    const { access_token: token } = renewed.json as Session
    expect((await clientOf(app, token, '').call('GET', '/api/auth/user')).status).toBe(200)
    for (const headers of [ORIGIN, { ...ORIGIN, Cookie: 'samokoder_session=nonsense' }]) {
      const refused = await browser.call('PUT', '/api/session', undefined, headers)
      expect([refused.status, refused.json]).toMatchObject([401, { error: { code: 'invalid_refresh_token' } }])
    }
  })

  it('is not opened, renewed or ended for a page of another origin, nor for who does not tell', async () => {
    const made = await signUp()
    const { user, access_token: token } = made.json as Session
    const credentials = { email: user.email, password: 'correct horse' }
    const { Cookie } = sent(made)
    for (const origin of [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { 'Sec-Fetch-Site': 'same-site' },
      {},
    ]) {
      const headers = { ...origin, Cookie } as Record<string, string>
      const answers = [
        await browser.call('POST', '/api/session', credentials, headers),
        await browser.call('PUT', '/api/session', undefined, headers),
        await clientOf(app, token, '').call('DELETE', '/api/session', undefined, headers),
      ]
      for (const answer of answers) {
        expect([answer.status, answer.json]).toMatchObject([403, { error: { code: 'wrong_origin' } }])
        expect(cookieOf(answer)).toBe('')
      }
    }
    expect((await browser.call('PUT', '/api/session', undefined, sent(made))).status).toBe(200)
  })

  it('serves behind a proxy that changes the host, by what the browser says itself', async () => {
    const made = await signUp()
    const headers = { ...sent(made), Origin: 'https://studio.example', 'Sec-Fetch-Site': 'same-origin' }
    expect((await browser.call('PUT', '/api/session', undefined, headers)).status).toBe(200)
  })

  it('ends with signing out, here or everywhere', async () => {
    const first = await signUp()
    const { user, access_token: token } = first.json as Session
    const second = await browser.call('POST', '/api/session', { email: user.email, password: 'correct horse' }, ORIGIN)
    const out = await clientOf(app, token, '').call('DELETE', '/api/session', undefined, ORIGIN)
    expect([out.status, cookieOf(out)]).toEqual([
      204,
      'samokoder_session=; Path=/api/session; Max-Age=0; HttpOnly; SameSite=Strict',
    ])
    expect((await browser.call('PUT', '/api/session', undefined, sent(first))).status).toBe(401)

    const renewed = await browser.call('PUT', '/api/session', undefined, sent(second))
    const third = await browser.call('POST', '/api/session', { email: user.email, password: 'correct horse' }, ORIGIN)
    const { access_token: lastToken } = third.json as Session
    await clientOf(app, lastToken, '').call('DELETE', '/api/session?everywhere=true', undefined, ORIGIN)
    for (const one of [renewed, third]) {
      expect((await browser.call('PUT', '/api/session', undefined, sent(one))).status).toBe(401)
    }
  })

  it('says what is wrong with credentials as signing in elsewhere does', async () => {
    const { user } = (await signUp()).json as Session
    const wrong = await browser.call('POST', '/api/session', { email: user.email, password: 'wrong horse' }, ORIGIN)
    expect([wrong.status, wrong.json]).toMatchObject([401, { error: { code: 'invalid_credentials' } }])
    const taken = await signUp(user.email)
    expect([taken.status, taken.json]).toMatchObject([409, { error: { code: 'email_taken' } }])
  })
})

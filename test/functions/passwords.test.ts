// Passwords that are changed or forgotten, and addresses that must be confirmed. The mails of Auth are printed by it; what stands
// in them is read where it keeps it.
import { randomUUID } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invite } from '../../src/accounts/invitations.ts'
import { clientOf, type Answer, type Client } from '../support/client.ts'
import { openLite } from '../support/data-access.ts'
import { makeStack, type Stack } from '../support/stack.ts'

type Session = { access_token: string; refresh_token: string; user: { id: string; email: string } }

let data: Awaited<ReturnType<typeof openLite>>
let stack: Stack
let anonymous: Client

beforeAll(async () => {
  data = await openLite({ confirmsAddresses: true })
  stack = makeStack(data.environment)
  anonymous = clientOf(stack.app, '', '')
})
afterAll(async () => {
  await stack.idle()
  await data.close()
})

const PASSWORD = 'correct horse'
const NEW_PASSWORD = 'another horse'
const makeCredentials = () => ({ email: `${randomUUID()}@example.com`, password: PASSWORD })
const post = (path: string, body: unknown) => anonymous.call('POST', `/api/auth/${path}`, body)
const login = (email: string, password: string) => post('login', { email, password })
const codeOf = ({ status, json }: Answer) => [status, (json as { error?: { code: string } } | undefined)?.error?.code]

async function tokenOf(email: string, column: 'confirmation_token' | 'recovery_token'): Promise<string> {
  const [row] = await data.sql<Record<string, string>>(`select ${column} from auth.users where email = '${email}'`)
  return row?.[column] ?? ''
}

/** A confirmed account, signed in. */
async function makeAccount(): Promise<Session> {
  const credentials = makeCredentials()
  await post('register', credentials)
  const token_hash = await tokenOf(credentials.email, 'confirmation_token')
  return (await post('confirmation/confirm', { token_hash })).json as Session
}

async function forget(email: string): Promise<string> {
  expect((await post('password-reset', { email })).status).toBe(202)
  await stack.idle()
  return tokenOf(email, 'recovery_token')
}

/** Whether a session goes on, in a process that knows nothing of it. */
async function goesOn({ access_token, refresh_token }: Session): Promise<boolean[]> {
  const elsewhere = makeStack(data.environment).app
  const user = await clientOf(elsewhere, access_token, '').call('GET', '/api/auth/user')
  const renewed = await clientOf(elsewhere, '', '').call('POST', '/api/auth/refresh', { refresh_token })
  return [user.status === 200, renewed.status === 200]
}

describe('an address that must be confirmed', () => {
  it('is told of by 202 and words, lets nobody in before, and lets its owner in by the token of the mail, once', async () => {
    const credentials = makeCredentials()
    const made = await post('register', credentials)
    expect([made.status, made.json]).toEqual([
      202,
      { status: 'confirmation_needed', message: expect.stringContaining('Confirm the e-mail address') },
    ])
    expect(codeOf(await post('login', credentials))).toEqual([403, 'email_not_confirmed'])
    const token_hash = await tokenOf(credentials.email, 'confirmation_token')
    const confirmed = await post('confirmation/confirm', { token_hash })
    expect([confirmed.status, (confirmed.json as Session).user.email]).toEqual([200, credentials.email])
    expect(codeOf(await post('confirmation/confirm', { token_hash }))).toEqual([401, 'invalid_token'])
    expect((await post('login', credentials)).status).toBe(200)
  })

  it('uses up the invitation that the account was made with', async () => {
    const { app, config } = makeStack({ ...data.environment, SIGN_UPS: 'invitation' })
    const invitation = await invite(config, undefined, 1)
    const register = () =>
      clientOf(app, '', '').call('POST', '/api/auth/register', { ...makeCredentials(), invitation })
    expect((await register()).status).toBe(202)
    expect(codeOf(await register())).toEqual([403, 'sign_ups_closed'])
  })

  it('is asked for again with one answer, whether or not anybody waits for it', async () => {
    const credentials = makeCredentials()
    await post('register', credentials)
    const answers = [
      await post('confirmation', { email: credentials.email }),
      await post('confirmation', { email: makeCredentials().email }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([202, 202])
    expect(answers[0]?.text).toBe(answers[1]?.text)
  })
})

describe('a password', () => {
  it('is changed with the one before, which ends the other sessions and leaves this one', async () => {
    const mine = await makeAccount()
    const { email } = mine.user
    const other = (await login(email, PASSWORD)).json as Session
    const me = clientOf(stack.app, mine.access_token, mine.user.id)
    const wrong = await me.call('PUT', '/api/auth/password', { current_password: 'no horse', password: NEW_PASSWORD })
    expect(codeOf(wrong)).toEqual([401, 'invalid_credentials'])
    expect((await me.call('PUT', '/api/auth/password', { password: NEW_PASSWORD })).status).toBe(401)
    const right = await me.call('PUT', '/api/auth/password', { current_password: PASSWORD, password: NEW_PASSWORD })
    expect([right.status, right.text]).toEqual([204, ''])
    expect(await goesOn(other)).toEqual([false, false])
    expect(await goesOn(mine)).toEqual([true, true])
    expect(codeOf(await login(email, PASSWORD))).toEqual([401, 'invalid_credentials'])
    expect((await login(email, NEW_PASSWORD)).status).toBe(200)
    expect(await data.sql(`select id from auth.sessions where user_id = '${mine.user.id}'`)).toHaveLength(2)
  })

  it('is not changed to the same one, nor to one that is too short', async () => {
    const { access_token } = await makeAccount()
    const me = clientOf(stack.app, access_token, '')
    for (const password of [PASSWORD, 'short']) {
      const answer = await me.call('PUT', '/api/auth/password', { current_password: PASSWORD, password })
      expect(codeOf(answer)).toEqual([400, 'bad_request'])
    }
  })

  it('is set anew by the token of a mail, once, which ends all sessions', async () => {
    const before = await makeAccount()
    const { email } = before.user
    const token_hash = await forget(email)
    const set = await post('password-reset/confirm', { token_hash, password: NEW_PASSWORD })
    expect([set.status, (set.json as Session).user.id]).toEqual([200, before.user.id])
    expect(await goesOn(before)).toEqual([false, false])
    expect(await goesOn(set.json as Session)).toEqual([true, true])
    expect((await login(email, NEW_PASSWORD)).status).toBe(200)
    const again = await post('password-reset/confirm', { token_hash, password: 'a third horse' })
    expect(codeOf(again)).toEqual([401, 'invalid_token'])
  })

  it('is set without the one before in a session that a mail has opened a moment ago, and in no other', async () => {
    const { access_token, user } = await makeAccount()
    const openedBy = (method: string, secondsAgo: number) => {
      const { exp, ...claims } = decodeJwt(access_token)
      const amr = [{ method, timestamp: Math.floor(Date.now() / 1000) - secondsAgo }]
      return new SignJWT({ ...claims, amr })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(exp ?? 0)
        .sign(new TextEncoder().encode(data.environment['SUPABASE_JWT_SECRET']))
    }
    const change = async (method: string, secondsAgo: number, password: string) =>
      (
        await clientOf(stack.app, await openedBy(method, secondsAgo), '').call('PUT', '/api/auth/password', {
          password,
        })
      ).status
    expect(await change('password', 10, NEW_PASSWORD)).toBe(401)
    expect(await change('otp', 3700, NEW_PASSWORD)).toBe(401)
    expect(await change('otp', 10, NEW_PASSWORD)).toBe(204)
    expect((await login(user.email, NEW_PASSWORD)).status).toBe(200)
  })

  it('is asked for anew with one answer, whether or not the address has an account', async () => {
    const { user } = await makeAccount()
    const known = await post('password-reset', { email: user.email })
    const soonAgain = await post('password-reset', { email: user.email })
    const unknown = await post('password-reset', { email: makeCredentials().email })
    const plain = (answer: Answer) => [answer.status, answer.text, [...answer.headers.keys()].toSorted()]
    expect(plain(known)).toEqual(plain(unknown))
    expect(plain(soonAgain)).toEqual(plain(unknown))
    expect(known.status).toBe(202)
  })

  it('cannot be asked for while Auth is away, which is told', async () => {
    const { app } = makeStack({ ...data.environment, SUPABASE_URL: 'http://127.0.0.1:9' })
    const answer = await clientOf(app, '', '').call('POST', '/api/auth/password-reset', { email: 'a@example.com' })
    expect(codeOf(answer)).toEqual([503, 'service_unavailable'])
  })
})

// Second factors over HTTP, with an Auth that has them. Straight at the data API: test/supabase/second-factors.test.ts.
import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { functions } from '../../functions/index.ts'
import { clientOf, createProject, runPrompt, type Answer, type Client } from '../support/client.ts'
import { openFactorAuth, type FactorAuth } from '../support/factor-auth.ts'
import { makeStack, type Stack } from '../support/stack.ts'
import { codeOf } from '../support/totp.ts'

type Session = {
  access_token: string
  refresh_token: string
  user: { id: string; email: string }
  pending_factors: { id: string; name: string }[]
}
type Fresh = { id: string; name: string; secret: string; uri: string; qr_svg: string | null }
type Enrolled = { email: string; session: Session; client: Client; factor: Fresh; code: string }

const PASSWORD = 'correct horse'
const ORIGIN = { Origin: 'http://test.local' }
const lines: unknown[] = []

let auth: FactorAuth
let stack: Stack
let anonymous: Client

beforeAll(async () => {
  auth = await openFactorAuth()
  stack = makeStack({ ...auth.environment, LOG_LEVEL: 'debug' }, (...line) => void lines.push(line))
  anonymous = clientOf(stack.app, '', '')
})
afterAll(async () => {
  await stack.idle()
  await auth.close()
})

const codeIn = ({ status, json }: Answer) => [status, (json as { error?: { code: string } } | undefined)?.error?.code]
const clientFor = ({ access_token, user }: Session, { app }: Stack = stack) => clientOf(app, access_token, user.id)
const listOf = async (client: Client) =>
  ((await client.call('GET', '/api/auth/mfa')).json as { items: { id: string; name: string; status: string }[] }).items
const claimsOf = ({ access_token }: Session) => decodeJwt<{ aal: string; amr: { method: string }[] }>(access_token)

async function signUp(): Promise<{ email: string; session: Session }> {
  const email = `${randomUUID()}@example.com`
  const { json } = await anonymous.call('POST', '/api/auth/register', { email, password: PASSWORD })
  return { email, session: json as Session }
}

async function signIn(email: string, password = PASSWORD): Promise<Session> {
  return (await anonymous.call('POST', '/api/auth/login', { email, password })).json as Session
}

async function begin(client: Client, body: { name?: string } = {}): Promise<Fresh> {
  return (await client.call('POST', '/api/auth/mfa', body)).json as Fresh
}

const verify = (client: Client, id: string, code: string) => client.call('POST', `/api/auth/mfa/${id}/verify`, { code })

/** An account with a factor, in a session that has shown it with the code of the half minute before. */
async function enroll(): Promise<Enrolled> {
  const { email, session: before } = await signUp()
  const factor = await begin(clientFor(before))
  const code = codeOf(factor.secret, -1)
  const { json } = await verify(clientFor(before), factor.id, code)
  const session = json as Session
  return { email, session, client: clientFor(session), factor, code }
}

const routesOfUsers = functions.flatMap(({ contracts }) => contracts).filter(({ access }) => access === 'user')
const fill = (path: string) => path.replaceAll(/\{\w*id\}/g, randomUUID()).replaceAll(/\{\w+\}/g, '1')

describe('a second factor', () => {
  it('is begun with a secret that is shown once, and counts with its first code', async () => {
    const { session: before } = await signUp()
    const client = clientFor(before)
    expect([before.pending_factors, claimsOf(before).aal]).toEqual([[], 'aal1'])
    const begun = await client.call('POST', '/api/auth/mfa', { name: 'My phone' })
    const factor = begun.json as Fresh
    expect([begun.status, begun.headers.get('Cache-Control'), factor.name]).toEqual([201, 'no-store', 'My phone'])
    expect(factor.uri).toMatch(/^otpauth:\/\/totp\/.*secret=[A-Z2-7]{32}/)
    expect(factor.qr_svg).toMatch(/^<[^]*<svg/)
    expect(await listOf(client)).toEqual([expect.objectContaining({ id: factor.id, status: 'unverified' })])
    expect(JSON.stringify(await listOf(client))).not.toContain(factor.secret)
    expect((await client.call('GET', '/api/projects')).status).toBe(200)

    const shown = await verify(client, factor.id, codeOf(factor.secret))
    const session = shown.json as Session
    expect([shown.status, shown.headers.get('Cache-Control'), Object.keys(session)]).toEqual([
      200,
      'no-store',
      Object.keys(before),
    ])
    expect([session.pending_factors, claimsOf(session).aal]).toEqual([[], 'aal2'])
    expect(claimsOf(session).amr.map(({ method }) => method)).toContain('totp')
    expect(await listOf(clientFor(session))).toEqual([expect.objectContaining({ id: factor.id, status: 'verified' })])
    expect((await clientFor(session).call('GET', '/api/projects')).status).toBe(200)
    // The token from before is one of the same session, which has not shown it.
    expect(codeIn(await client.call('GET', '/api/projects'))).toEqual([403, 'mfa_required'])
  })

  it('ends the other sessions once it counts', async () => {
    const { email, session } = await signUp()
    const other = await signIn(email)
    const factor = await begin(clientFor(session))
    await verify(clientFor(session), factor.id, codeOf(factor.secret))
    const elsewhere = makeStack(auth.environment)
    expect((await clientFor(other, elsewhere).call('GET', '/api/projects')).status).toBe(401)
    const renewed = await anonymous.call('POST', '/api/auth/refresh', { refresh_token: other.refresh_token })
    expect(codeIn(renewed)).toEqual([401, 'invalid_refresh_token'])
  })

  it('is begun anew over one that was left, without a name in its way, and has a name of its own', async () => {
    const { session } = await signUp()
    const left = await begin(clientFor(session), { name: 'My phone' })
    const factor = await begin(clientFor(session), { name: 'My phone' })
    expect(await listOf(clientFor(session))).toEqual([expect.objectContaining({ id: factor.id })])
    expect(codeIn(await verify(clientFor(session), left.id, codeOf(left.secret)))).toEqual([404, 'not_found'])
    const client = clientFor((await verify(clientFor(session), factor.id, codeOf(factor.secret))).json as Session)
    const taken = await client.call('POST', '/api/auth/mfa', { name: 'My phone' })
    expect(taken.json).toMatchObject({ error: { code: 'bad_request', details: [{ path: ['body', 'name'] }] } })
    expect((await begin(client)).name).toBe('Authenticator 1')
  })

  it('is shown anew, by no answer that is kept for an Idempotency-Key', async () => {
    const { session } = await signUp()
    const headers = { 'Idempotency-Key': randomUUID() }
    const client = clientFor(session)
    const [one, two] = [
      (await client.call('POST', '/api/auth/mfa', {}, headers)).json as Fresh,
      (await client.call('POST', '/api/auth/mfa', {}, headers)).json as Fresh,
    ]
    expect(one.secret).not.toBe(two.secret)
    const verified = await client.call('POST', `/api/auth/mfa/${two.id}/verify`, { code: codeOf(two.secret) }, headers)
    expect([verified.status, verified.headers.get('Idempotent-Replayed')]).toEqual([200, null])
    const owner = session.user.id
    expect(await auth.sql('select * from public.idempotent_requests where owner_id = $1', owner)).toEqual([])
  })

  it('leaves neither its secret nor a code in a line of the log', async () => {
    const { factor, code, email } = await enroll()
    const pending = await signIn(email)
    await verify(clientFor(pending), factor.id, '000000')
    await stack.idle()
    const text = JSON.stringify(lines)
    expect(lines.length).toBeGreaterThan(5)
    expect(text).toContain('/api/auth/mfa/')
    for (const hidden of [factor.secret, factor.uri, code, pending.access_token]) expect(text).not.toContain(hidden)
  })
})

describe('a session that has not shown it', () => {
  it('is told so when it is opened, and by every route but those that show it or end it', async () => {
    const { email, factor } = await enroll()
    const session = await signIn(email)
    expect(session.pending_factors).toEqual([{ id: factor.id, name: factor.name }])
    expect(claimsOf(session).aal).toBe('aal1')
    const client = clientFor(session)
    const open = routesOfUsers.filter(({ beforeSecondFactor }) => beforeSecondFactor === true)
    expect(open.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'delete /api/session',
      'get /api/auth/mfa',
      'post /api/auth/logout',
      'post /api/auth/mfa/{id}/verify',
      'post /api/session/verify',
    ])
    const closed = routesOfUsers.filter((route) => !open.includes(route))
    expect(closed.length).toBeGreaterThan(60)
    for (const { method, path } of closed) {
      const answer = await client.call(method.toUpperCase(), fill(path), method === 'get' ? undefined : {})
      expect([method, path, ...codeIn(answer)]).toEqual([method, path, 403, 'mfa_required'])
    }
    expect((await client.call('POST', '/api/auth/logout')).status).toBe(204)
  })

  it('reaches nothing straight at the data API, where one that has shown it does', async () => {
    const { email, session } = await enroll()
    const pending = await signIn(email)
    const ask = async ({ access_token }: Session, path: string, method = 'GET') => {
      const answer = await fetch(`${auth.environment['SUPABASE_URL']}/rest/v1/${path}`, {
        method,
        headers: {
          apikey: auth.environment['SUPABASE_PUBLISHABLE_KEY'] ?? '',
          Authorization: `Bearer ${access_token}`,
          'Content-Type': 'application/json',
        },
        ...(method === 'POST' ? { body: '{}' } : {}),
      })
      return [answer.status, await answer.text()] as const
    }
    for (const [path, method] of [
      ['profiles?select=*', 'GET'],
      ['rpc/read_limits', 'POST'],
    ] as const) {
      const [status, text] = await ask(pending, path, method)
      expect([path, status, text]).toEqual([path, 403, expect.stringContaining('mfa_required')])
      expect([path, (await ask(session, path, method))[0]]).toEqual([path, 200])
    }
  })

  it('shows it by a code, and goes on when it is renewed', async () => {
    const { email, factor } = await enroll()
    const pending = await signIn(email)
    const shown = await verify(clientFor(pending), factor.id, codeOf(factor.secret))
    expect(shown.status).toBe(200)
    const session = shown.json as Session
    expect((await clientFor(session).call('GET', '/api/auth/user')).json).toMatchObject({ email })
    const renewed = await anonymous.call('POST', '/api/auth/refresh', { refresh_token: session.refresh_token })
    expect([renewed.status, claimsOf(renewed.json as Session).aal]).toEqual([200, 'aal2'])
    expect((renewed.json as Session).pending_factors).toEqual([])
    expect((await clientFor(renewed.json as Session).call('GET', '/api/auth/user')).status).toBe(200)
  })

  it('is renewed to one that has not, either', async () => {
    const { email, factor } = await enroll()
    const { refresh_token } = await signIn(email)
    const renewed = (await anonymous.call('POST', '/api/auth/refresh', { refresh_token })).json as Session
    expect(renewed.pending_factors.map(({ id }) => id)).toEqual([factor.id])
    expect(codeIn(await clientFor(renewed).call('GET', '/api/projects'))).toEqual([403, 'mfa_required'])
  })

  it('neither removes a factor nor adds one, at Auth itself neither', async () => {
    const { email, factor } = await enroll()
    const pending = await signIn(email)
    const client = clientFor(pending)
    expect(codeIn(await client.call('DELETE', `/api/auth/mfa/${factor.id}`))).toEqual([403, 'mfa_required'])
    expect(codeIn(await client.call('POST', '/api/auth/mfa', {}))).toEqual([403, 'mfa_required'])
    expect(await listOf(client)).toHaveLength(1)
  })
})

describe('a code', () => {
  it('that is wrong shows nothing, nor does one that is none', async () => {
    const { email, factor } = await enroll()
    const client = clientFor(await signIn(email))
    // Of another time.
    expect(codeIn(await verify(client, factor.id, codeOf(factor.secret, 1000)))).toEqual([403, 'invalid_code'])
    for (const code of ['12345', '1234567', 'abcdef', '']) {
      expect(codeIn(await verify(client, factor.id, code))).toEqual([400, 'bad_request'])
    }
    expect(codeIn(await client.call('GET', '/api/projects'))).toEqual([403, 'mfa_required'])
  })

  it('serves once: what somebody has seen being typed lets nobody in', async () => {
    const { email, factor, code } = await enroll()
    const client = clientFor(await signIn(email))
    expect(codeIn(await verify(client, factor.id, code))).toEqual([403, 'invalid_code'])
    const next = codeOf(factor.secret)
    const both = await Promise.all([verify(client, factor.id, next), verify(client, factor.id, next)])
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 403]))
  })

  it('of another account’s factor is as good as of none', async () => {
    const { factor } = await enroll()
    const mine = await enroll()
    const stranger = clientFor(await signIn(mine.email))
    for (const id of [factor.id, randomUUID()]) {
      expect(codeIn(await verify(stranger, id, codeOf(factor.secret)))).toEqual([404, 'not_found'])
      expect(codeIn(await mine.client.call('DELETE', `/api/auth/mfa/${id}`))).toEqual([404, 'not_found'])
    }
  })

  it('is looked at twenty times an hour for an account, from however many sessions', async () => {
    const { email, factor } = await enroll()
    const guess = async (number: number) => {
      const client = clientFor(await signIn(email))
      return verify(client, factor.id, codeOf(factor.secret, 1000 + number))
    }
    // The one that it was enrolled with counts, too.
    for (let number = 0; number < 19; number++) expect(codeIn(await guess(number))).toEqual([403, 'invalid_code'])
    const refused = await guess(19)
    expect(codeIn(refused)).toEqual([429, 'rate_limited'])
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(60)
    const right = await verify(clientFor(await signIn(email)), factor.id, codeOf(factor.secret))
    expect(codeIn(right)).toEqual([429, 'rate_limited'])
    // Nobody else waits for it.
    expect((await enroll()).session.pending_factors).toEqual([])
  })

  it('is not looked at uncounted', async () => {
    const { email, factor } = await enroll()
    const away = makeStack({ ...auth.environment, UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' })
    const answer = await verify(clientFor(await signIn(email), away), factor.id, codeOf(factor.secret))
    expect(codeIn(answer)).toEqual([503, 'service_unavailable'])
  })
})

describe('a program of an account with a second factor', () => {
  it('goes on with its key, whether that was made before or after', async () => {
    const { session } = await signUp()
    const scopes = ['projects:read', 'projects:write', 'runs']
    const keyOf = async (client: Client) =>
      ((await client.call('POST', '/api/keys', { name: 'A key', scopes })).json as { key: string }).key
    const before = await keyOf(clientFor(session))
    const factor = await begin(clientFor(session))
    const shown = (await verify(clientFor(session), factor.id, codeOf(factor.secret))).json as Session
    for (const key of [before, await keyOf(clientFor(shown))]) {
      const program = clientOf(stack.app, key, session.user.id)
      const project = await createProject(program, 'By a program')
      const events = await runPrompt(program, project, { prompt: 'A todo list' })
      expect(events.at(-1)?.event).toBe('run.succeeded')
      const runId = String(events[0]?.data['run_id'])
      const { json } = await program.call('POST', `/api/runs/${runId}/ticket`)
      const { pathname, search } = new URL((json as { url: string }).url, 'http://test.local')
      const watched = await anonymous.call('GET', pathname + search)
      expect(watched.text).toContain('run.succeeded')
    }
  })
})

describe('a factor that is removed', () => {
  it('leaves the password alone to let in', async () => {
    const { email, client, factor } = await enroll()
    const pending = await signIn(email)
    expect((await client.call('DELETE', `/api/auth/mfa/${factor.id}`)).status).toBe(204)
    expect(await listOf(client)).toEqual([])
    const session = await signIn(email)
    expect(session.pending_factors).toEqual([])
    expect((await clientFor(session).call('GET', '/api/projects')).status).toBe(200)
    // In a process that knows nothing of it.
    expect((await clientFor(pending, makeStack(auth.environment)).call('GET', '/api/projects')).status).toBe(200)
  })

  it('is removed by an admin for who has lost it, and the log has it; the owner takes the list of them along', async () => {
    const { email, session, client, factor } = await enroll()
    const exported = (await client.call('GET', '/api/account/export')).text.trim().split('\n')
    const records = exported.map((line) => JSON.parse(line) as { kind: string; id: string })
    expect(records.filter(({ kind }) => kind === 'factor')).toMatchObject([{ id: factor.id, status: 'verified' }])
    expect(exported.join()).not.toContain(factor.secret)

    const { session: of } = await signUp()
    const path = `/api/admin/accounts/${session.user.id}/factors`
    expect(codeIn(await clientFor(of).call('DELETE', path))).toEqual([404, 'not_found'])
    await auth.sql(`update public.profiles set role = 'admin' where id = $1`, of.user.id)
    expect((await clientFor(of).call('DELETE', path)).status).toBe(204)
    expect((await signIn(email)).pending_factors).toEqual([])
    const { json } = await clientFor(of).call('GET', `/api/admin/audit?account=${session.user.id}`)
    expect(json).toMatchObject({ items: [{ action: 'account.remove_factors', actor_id: of.user.id }] })
  })
})

describe('the session of a browser', () => {
  it('shows it, and has a cookie of its own from then on', async () => {
    const { email, factor } = await enroll()
    const opened = await anonymous.call('POST', '/api/session', { email, password: PASSWORD }, ORIGIN)
    const pending = opened.json as Session
    expect(pending.pending_factors).toEqual([{ id: factor.id, name: factor.name }])
    const body = { factor_id: factor.id, code: codeOf(factor.secret) }
    const client = clientFor(pending)
    expect(codeIn(await client.call('POST', '/api/session/verify', body))).toEqual([403, 'wrong_origin'])
    const shown = await client.call('POST', '/api/session/verify', body, ORIGIN)
    expect([shown.status, Object.keys(shown.json as object)]).toEqual([200, Object.keys(pending)])
    const cookie = (shown.headers.get('Set-Cookie') ?? '').split(';')[0] ?? ''
    expect(cookie).toMatch(/^samokoder_session=./)
    expect(cookie).not.toBe((opened.headers.get('Set-Cookie') ?? '').split(';')[0])
    const renewed = await anonymous.call('PUT', '/api/session', undefined, { ...ORIGIN, Cookie: cookie })
    expect([renewed.status, (renewed.json as Session).pending_factors]).toEqual([200, []])
    expect((await clientFor(renewed.json as Session).call('GET', '/api/projects')).status).toBe(200)
  })

  it('ends without showing it', async () => {
    const { email } = await enroll()
    const opened = await anonymous.call('POST', '/api/session', { email, password: PASSWORD }, ORIGIN)
    const out = await clientFor(opened.json as Session).call('DELETE', '/api/session', undefined, ORIGIN)
    expect(out.status).toBe(204)
  })
})

describe('a forgotten password of an account with a second factor', () => {
  it('is set anew by a mail and a code, not by the mail alone', async () => {
    const { email, factor, session: before } = await enroll()
    await anonymous.call('POST', '/api/auth/password-reset', { email })
    await stack.idle()
    const [row] = await auth.sql<{ recovery_token: string }>(
      'select recovery_token from auth.users where email = $1',
      email,
    )
    const confirm = { token_hash: row?.recovery_token, password: 'another horse' }
    const opened = await anonymous.call('POST', '/api/auth/password-reset/confirm', confirm)
    const pending = opened.json as Session
    expect([opened.status, pending.pending_factors.map(({ id }) => id)]).toEqual([202, [factor.id]])
    expect((await signIn(email)).user.email).toBe(email)
    const change = { password: 'another horse' }
    expect(codeIn(await clientFor(pending).call('PUT', '/api/auth/password', change))).toEqual([403, 'mfa_required'])
    const session = (await verify(clientFor(pending), factor.id, codeOf(factor.secret))).json as Session
    expect((await clientFor(session).call('PUT', '/api/auth/password', change)).status).toBe(204)
    expect((await signIn(email, 'another horse')).user.email).toBe(email)
    expect((await clientFor(before, makeStack(auth.environment)).call('GET', '/api/projects')).status).toBe(401)
  })
})

describe('an Auth without second factors', () => {
  it('has none, says so, and signs in as ever', async () => {
    const { app } = makeStack()
    const credentials = { email: `${randomUUID()}@example.com`, password: PASSWORD }
    await clientOf(app, '', '').call('POST', '/api/auth/register', credentials)
    const { json } = await clientOf(app, '', '').call('POST', '/api/auth/login', credentials)
    expect((json as Session).pending_factors).toEqual([])
    const client = clientOf(app, (json as Session).access_token, '')
    for (const answer of [
      await client.call('POST', '/api/auth/mfa', {}),
      await client.call('GET', '/api/auth/mfa'),
      await client.call('DELETE', `/api/auth/mfa/${randomUUID()}`),
      await verify(client, randomUUID(), '123456'),
      await client.call('POST', '/api/session/verify', { factor_id: randomUUID(), code: '123456' }, ORIGIN),
    ]) {
      expect(codeIn(answer)).toEqual([501, 'not_configured'])
    }
    expect((await client.call('GET', '/api/projects')).status).toBe(200)
    expect((await client.call('GET', '/api/account/export')).status).toBe(200)
  })
})

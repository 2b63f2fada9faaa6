// The session of a browser: its refresh token stands in a cookie that no script reads and that no other site sends, and its
// access token is for the memory of the page.
import * as z from 'zod'
import { credentialsSchema, logout, refresh, registrationSchema, sessionSchema } from '../src/accounts/accounts.ts'
import { signUp } from '../src/accounts/invitations.ts'
import { codeSchema } from '../src/accounts/factors.ts'
import { AppError } from '../src/errors.ts'
import { callerOf, type AppContext } from '../src/http/context.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { authOf } from '../src/http/service-clients.ts'
import { showFactor } from '../src/http/show-factor.ts'
import { signIn } from '../src/http/sign-in.ts'
import { clearedCookie, readSessionCookie, requireOwnOrigin, sessionCookie } from '../src/http/session-cookie.ts'

export const session = createFunction('session', 'The session of a browser, which a cookie keeps that no script reads.')

const browserSession = named('BrowserSession', sessionSchema.omit({ refresh_token: true }))
const ORIGIN = { Origin: 'That of this deployment, as browsers send it.' }

session.add(
  {
    method: 'post',
    path: '/api/session',
    operationId: 'openBrowserSession',
    summary: 'Sign in or up in a browser',
    description: 'The refresh token becomes a cookie, which only a page of this deployment may have renewed.',
    access: 'public',
    limitedBy: 'address',
    whenLimiterAway: 'refuse',
    headers: ORIGIN,
    body: z.union([
      credentialsSchema,
      registrationSchema.extend({ sign_up: z.literal(true).meta({ description: 'Makes the account.' }) }),
    ]),
    bodyExample: { email: 'ada@example.com', password: 'correct horse battery' },
    responses: { 200: { description: 'The session, without its refresh token.', schema: browserSession } },
    errors: [
      'wrong_origin',
      'invalid_credentials',
      'email_taken',
      'email_not_confirmed',
      'account_suspended',
      'sign_ups_closed',
    ],
  },
  async (c, { body }) => {
    requireOwnOrigin(c)
    const opened = 'sign_up' in body ? await openNew(c, withoutMark(body)) : await signIn(c, body)
    return { status: 200, ...toReply(sessionCookie(c, opened.refresh_token), opened) }
  },
)

session.add(
  {
    method: 'put',
    path: '/api/session',
    operationId: 'renewBrowserSession',
    summary: 'Renew the session of a browser',
    access: 'public',
    limitedBy: 'address',
    headers: { ...ORIGIN, Cookie: 'What signing in has set.' },
    responses: { 200: { description: 'The session with a new access token.', schema: browserSession } },
    errors: ['wrong_origin', 'invalid_refresh_token', 'account_suspended'],
  },
  async (c) => {
    requireOwnOrigin(c)
    const token = readSessionCookie(c)
    if (token === undefined) throw new AppError('invalid_refresh_token')
    const renewed = await refresh(authOf(c), token)
    return { status: 200, ...toReply(sessionCookie(c, renewed.refresh_token), renewed) }
  },
)

session.add(
  {
    method: 'post',
    path: '/api/session/verify',
    operationId: 'verifyBrowserSession',
    summary: 'Send a code of a second factor in a browser',
    description: 'As `POST /api/auth/mfa/{id}/verify` does; the new refresh token becomes the cookie.',
    access: 'user',
    beforeSecondFactor: true,
    whenLimiterAway: 'refuse',
    headers: ORIGIN,
    body: z.strictObject({ factor_id: z.uuid('must be a UUID'), code: codeSchema }),
    bodyExample: { factor_id: '3f2b8f1e-5d0c-4c5e-9d55-0c7a1b2c3d4e', code: '123456' },
    responses: { 200: { description: 'The session with a new access token.', schema: browserSession } },
    errors: ['wrong_origin', 'invalid_code', 'not_found', 'not_configured'],
  },
  async (c, { body }) => {
    requireOwnOrigin(c)
    const shown = await showFactor(c, body.factor_id, body.code)
    return { status: 200, ...toReply(sessionCookie(c, shown.refresh_token), shown) }
  },
)

session.add(
  {
    method: 'delete',
    path: '/api/session',
    operationId: 'endBrowserSession',
    summary: 'Sign out in a browser',
    access: 'user',
    beforeSecondFactor: true,
    headers: ORIGIN,
    query: z.strictObject({
      everywhere: z.literal('true', 'must be true').optional().meta({
        description: 'Ends all sessions of the account, and not this one alone.',
      }),
    }),
    responses: { 204: { description: 'The session has ended, and the cookie is gone.' } },
    errors: ['wrong_origin'],
  },
  async (c, { query }) => {
    requireOwnOrigin(c)
    const caller = callerOf(c)
    await logout(authOf(c), await caller.readToken(), query.everywhere === 'true' ? 'global' : 'local')
    c.get('accountCheck').forget(caller)
    return { status: 204, headers: { 'Set-Cookie': clearedCookie(c) } }
  },
)

async function openNew(c: AppContext, registration: z.infer<typeof registrationSchema>): Promise<Opened> {
  const made = await signUp(c.get('config'), authOf(c), registration)
  if (made === undefined) throw new AppError('email_not_confirmed')
  return made
}

type Opened = z.infer<typeof sessionSchema>

function toReply(cookie: string, { refresh_token: _inCookie, ...json }: Opened) {
  return { json, headers: { 'Set-Cookie': cookie, 'Cache-Control': 'no-store' } }
}

function withoutMark<T extends { sign_up: true }>({ sign_up: _mark, ...registration }: T): Omit<T, 'sign_up'> {
  return registration
}

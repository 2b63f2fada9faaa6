import * as z from 'zod'
import {
  credentialsSchema,
  logout,
  readUser,
  refresh,
  registrationSchema,
  sessionSchema,
  accountSchema,
  unconfirmedSchema,
} from '../src/accounts/accounts.ts'
import { signUp } from '../src/accounts/invitations.ts'
import { callerOf } from '../src/http/context.ts'
import { authOf, databaseOf } from '../src/http/service-clients.ts'
import { createFunction } from '../src/http/route.ts'
import { named } from '../src/http/schemas.ts'
import { signIn } from '../src/http/sign-in.ts'
import { storedText } from '../src/services/stored-text.ts'

export const auth = createFunction(
  'auth',
  'Accounts and their sessions. An access token is good for about an hour; a refresh token gives the next one.',
)

const session = named('Session', sessionSchema)
const account = named('Account', accountSchema)

auth.add(
  {
    method: 'post',
    path: '/api/auth/register',
    operationId: 'registerAccount',
    summary: 'Make an account',
    access: 'public',
    limitedBy: 'address',
    whenLimiterAway: 'refuse',
    body: registrationSchema,
    responses: {
      201: { description: 'The account, signed in.', schema: session },
      202: {
        description: 'The address must be confirmed first, by a mail.',
        schema: named('Unconfirmed', unconfirmedSchema),
      },
    },
    errors: ['email_taken', 'sign_ups_closed'],
  },
  async (c, { body }) => {
    const made = await signUp(c.get('config'), authOf(c), body)
    if (made !== undefined) return { status: 201, json: made }
    const message = 'Confirm the e-mail address by the mail that was sent there, then log in.'
    return { status: 202, json: { status: 'confirmation_needed', message } }
  },
)

auth.add(
  {
    method: 'post',
    path: '/api/auth/login',
    operationId: 'createSession',
    summary: 'Sign in',
    access: 'public',
    limitedBy: 'address',
    whenLimiterAway: 'refuse',
    body: credentialsSchema,
    responses: {
      200: {
        description: 'A new session; with `pending_factors`, one that a code is to be sent for first.',
        schema: session,
      },
    },
    errors: ['invalid_credentials', 'email_not_confirmed', 'account_suspended'],
  },
  async (c, { body }) => {
    return { status: 200, json: await signIn(c, body) }
  },
)

auth.add(
  {
    method: 'post',
    path: '/api/auth/refresh',
    operationId: 'refreshSession',
    summary: 'Renew a session',
    description: 'A refresh token serves once.',
    access: 'public',
    limitedBy: 'address',
    body: z.strictObject({ refresh_token: storedText.min(1).max(1000) }),
    responses: { 200: { description: 'The session with new tokens.', schema: session } },
    errors: ['invalid_refresh_token', 'account_suspended'],
  },
  async (c, { body }) => ({ status: 200, json: await refresh(authOf(c), body.refresh_token) }),
)

auth.add(
  {
    method: 'post',
    path: '/api/auth/logout',
    operationId: 'endSession',
    summary: 'End the session',
    description: 'Its refresh token is revoked, and every process refuses its access token within a minute.',
    access: 'user',
    beforeSecondFactor: true,
    responses: { 204: { description: 'The session has ended.' } },
    errors: [],
  },
  async (c) => {
    const caller = callerOf(c)
    await logout(authOf(c), await caller.readToken())
    c.get('accountCheck').forget(caller)
    return { status: 204 }
  },
)

auth.add(
  {
    method: 'get',
    path: '/api/auth/user',
    operationId: 'getAccount',
    summary: 'The signed-in account',
    access: 'user',
    scope: 'projects:read',
    responses: { 200: { description: 'The account.', schema: account } },
    errors: [],
  },
  async (c) => ({ status: 200, json: await readUser(databaseOf(c), callerOf(c)) }),
)

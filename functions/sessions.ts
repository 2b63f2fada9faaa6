import * as z from 'zod'
import { logout } from '../src/accounts/accounts.ts'
import { endSession, listSessions, sessionListSchema } from '../src/accounts/sessions.ts'
import { callerOf } from '../src/http/context.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named } from '../src/http/schemas.ts'
import { authOf, databaseOf } from '../src/http/service-clients.ts'

export const sessions = createFunction('sessions', 'The sessions of an account.')

sessions.add(
  {
    method: 'get',
    path: '/api/auth/sessions',
    operationId: 'listSessions',
    summary: 'List the sessions of the account',
    access: 'user',
    responses: { 200: { description: 'Those that go on.', schema: named('SessionList', sessionListSchema) } },
    errors: ['not_configured'],
  },
  async (c) => ({ status: 200, json: await listSessions(databaseOf(c)) }),
)

sessions.add(
  {
    method: 'delete',
    path: '/api/auth/sessions',
    operationId: 'endSessions',
    summary: 'End all sessions, or all others',
    description: 'Their refresh tokens are revoked, and every process refuses their access tokens within a minute.',
    access: 'user',
    query: z.strictObject({
      which: z.enum(['all', 'others']).default('all').meta({ description: '`others` keeps the one that asks.' }),
    }),
    responses: { 204: { description: 'They have ended.' } },
    errors: [],
  },
  async (c, { query }) => {
    const caller = callerOf(c)
    await logout(authOf(c), await caller.readToken(), query.which === 'all' ? 'global' : 'others')
    if (query.which === 'all') c.get('accountCheck').forget(caller)
    return { status: 204 }
  },
)

sessions.add(
  {
    method: 'delete',
    path: '/api/auth/sessions/{id}',
    operationId: 'endSessionById',
    summary: 'End a session',
    description: 'Its refresh token is revoked, and every process refuses its access token within a minute.',
    access: 'user',
    params: idParam,
    responses: { 204: { description: 'It has ended.' } },
    errors: ['not_found', 'not_configured'],
  },
  async (c, { params }) => {
    const { userId } = callerOf(c)
    await endSession(databaseOf(c), params.id)
    c.get('accountCheck').forget({ userId, sessionId: params.id })
    return { status: 204 }
  },
)

import * as z from 'zod'
import { sessionSchema } from '../src/accounts/accounts.ts'
import {
  codeSchema,
  enrollFactor,
  factorListSchema,
  freshFactorSchema,
  listFactors,
  newFactorSchema,
  removeFactor,
  requireFactor,
} from '../src/accounts/factors.ts'
import { callerOf } from '../src/http/context.ts'
import { createFunction } from '../src/http/route.ts'
import { idParam, named } from '../src/http/schemas.ts'
import { authOf, databaseOf } from '../src/http/service-clients.ts'
import { showFactor } from '../src/http/show-factor.ts'

export const mfa = createFunction(
  'mfa',
  'Second factors of an account: codes of an app. Once one is verified, a session serves only after a code was sent for it.',
)

mfa.add(
  {
    method: 'post',
    path: '/api/auth/mfa',
    operationId: 'enrollFactor',
    summary: 'Begin a second factor',
    description: 'It counts once a code of it was verified. One that was begun before and not verified is gone then.',
    access: 'user',
    body: newFactorSchema,
    bodyExample: { name: 'My phone' },
    responses: {
      201: {
        description: 'The factor with its secret, shown this once.',
        schema: named('FreshFactor', freshFactorSchema),
      },
    },
    errors: ['too_many_factors', 'not_configured'],
  },
  async (c, { body }) => {
    const json = await enrollFactor(authOf(c), databaseOf(c), await callerOf(c).readToken(), body.name)
    return { status: 201, json, headers: { 'Cache-Control': 'no-store' } }
  },
)

mfa.add(
  {
    method: 'get',
    path: '/api/auth/mfa',
    operationId: 'listFactors',
    summary: 'List the second factors of the account',
    access: 'user',
    beforeSecondFactor: true,
    responses: { 200: { description: 'All, without their secrets.', schema: named('FactorList', factorListSchema) } },
    errors: ['not_configured'],
  },
  async (c) => ({ status: 200, json: { items: await listFactors(databaseOf(c)) } }),
)

mfa.add(
  {
    method: 'post',
    path: '/api/auth/mfa/{id}/verify',
    operationId: 'verifyFactor',
    summary: 'Send a code of a second factor',
    description:
      'The session has shown it then: its tokens are new, and those from before no longer serve. The first code of a new factor has it count from then on, which ends all other sessions.',
    access: 'user',
    beforeSecondFactor: true,
    whenLimiterAway: 'refuse',
    params: idParam,
    body: z.strictObject({ code: codeSchema }),
    bodyExample: { code: '123456' },
    responses: { 200: { description: 'The session with new tokens.', schema: named('Session', sessionSchema) } },
    errors: ['invalid_code', 'not_found', 'not_configured'],
  },
  async (c, { params, body }) => {
    const json = await showFactor(c, params.id, body.code)
    return { status: 200, json, headers: { 'Cache-Control': 'no-store' } }
  },
)

mfa.add(
  {
    method: 'delete',
    path: '/api/auth/mfa/{id}',
    operationId: 'removeFactor',
    summary: 'Remove a second factor',
    description: 'Takes a session that has shown one. Without any other, the password alone lets in from then on.',
    access: 'user',
    params: idParam,
    responses: { 204: { description: 'It is gone.' } },
    errors: ['not_found', 'not_configured'],
  },
  async (c, { params }) => {
    const caller = callerOf(c)
    await requireFactor(databaseOf(c), params.id)
    await removeFactor(authOf(c), await caller.readToken(), params.id)
    c.get('accountCheck').forget(caller)
    return { status: 204 }
  },
)

import * as z from 'zod'
import { passwordSchema, readUser } from '../src/accounts/accounts.ts'
import { deleteAccount } from '../src/accounts/delete-account.ts'
import { exportAccount } from '../src/accounts/export-account.ts'
import { listFactors } from '../src/accounts/factors.ts'
import { requirePassword } from '../src/accounts/passwords.ts'
import { listProviderKeys } from '../src/accounts/provider-keys.ts'
import { AppError } from '../src/errors.ts'
import { attachment } from '../src/http/attachment.ts'
import { callerOf } from '../src/http/context.ts'
import { logFailure } from '../src/http/log-failure.ts'
import { createFunction } from '../src/http/route.ts'
import { authOf, databaseOf } from '../src/http/service-clients.ts'
import { linesStream } from '../src/http/lines-stream.ts'

export const account = createFunction(
  'account',
  'Everything that an account has: to be taken along, and to be deleted.',
)

account.add(
  {
    method: 'get',
    path: '/api/account/export',
    operationId: 'exportAccount',
    summary: 'Download everything that the account has',
    description:
      'One JSON value a line, each with its `kind`; the last one, of the kind `end`, says how many there were before it. Secrets are left out.',
    access: 'user',
    responses: {
      200: {
        description: 'The records, streamed.',
        mediaType: 'application/x-ndjson',
        headers: ['Content-Disposition'],
      },
    },
    errors: [],
  },
  async (c) => {
    const database = databaseOf(c)
    const caller = callerOf(c)
    const [user, factors, keys] = await Promise.all([
      readUser(database, caller),
      unlessMissing(listFactors(database)),
      listProviderKeys({ config: c.get('config'), userId: caller.userId }),
    ])
    const first = [
      { kind: 'account', ...user },
      ...factors.map((factor) => ({ kind: 'factor', ...factor })),
      ...keys.map((key) => ({ kind: 'provider_key', ...key })),
    ]
    return {
      status: 200,
      mediaType: 'application/x-ndjson',
      headers: { 'Content-Disposition': attachment('account.ndjson'), 'Cache-Control': 'no-store' },
      body: linesStream(logFailure(c, exportAccount(database, caller.userId, first))),
    }
  },
)

account.add(
  {
    method: 'post',
    path: '/api/account/delete',
    operationId: 'deleteAccount',
    summary: 'Delete the account with everything that it has',
    description:
      'Its runs are canceled, its projects, keys and sessions are gone, and every process refuses its tokens within a minute. Nothing of it comes back.',
    access: 'user',
    whenLimiterAway: 'refuse',
    body: z.strictObject({ password: passwordSchema }),
    responses: { 204: { description: 'It is gone.' } },
    errors: ['invalid_credentials', 'account_suspended'],
  },
  async (c, { body }) => {
    const caller = callerOf(c)
    await requirePassword(authOf(c), caller.email, body.password)
    await deleteAccount(c.get('config'), caller.userId)
    c.get('accountCheck').forget(caller)
    return { status: 204 }
  },
)

/** None where this deployment has no such thing. */
async function unlessMissing<T>(list: Promise<T[]>): Promise<T[]> {
  return list.catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_configured') return []
    throw error
  })
}

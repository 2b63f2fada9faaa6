import { requireFactor, verifyFactor } from '../accounts/factors.ts'
import { callerOf, type AppContext } from './context.ts'
import { limitCodes } from './limit-rate.ts'
import { authOf, databaseOf } from './service-clients.ts'

/** The session of the caller, once its code is right. @throws {AppError} invalid_code, not_found, not_configured, rate_limited */
export async function showFactor(c: AppContext, factorId: string, code: string) {
  await requireFactor(databaseOf(c), factorId)
  await limitCodes(c)
  const caller = callerOf(c)
  const bearer = { userId: caller.userId, accessToken: await caller.readToken() }
  const session = await verifyFactor(c.get('config'), authOf(c), bearer, { factorId, code })
  // Whether the account has a factor may have changed.
  c.get('accountCheck').forget(caller)
  return session
}

// Who may make an account, by SIGN_UPS: everybody, those with an invitation, or nobody.
import type * as z from 'zod'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { makeRandomToken } from '../services/random-token.ts'
import { hashText } from '../services/sha256.ts'
import { connectAsDriver, connectAsService, rowsOf, type AuthClient } from '../services/supabase.ts'
import { register, type registrationSchema } from './accounts.ts'

/** Makes an invitation, shown this once: for `email`, or for whoever has it when that is undefined. */
export async function invite(config: Config, email: string | undefined, days: number): Promise<string> {
  const code = makeRandomToken('inv-')
  const invitation = { p_hash: await hashText(code), p_email: email ?? null, p_days: days }
  rowsOf(await connectAsService(config).rpc('make_invitation', invitation))
  return code
}

/** Makes an account where the deployment takes one. @throws {AppError} sign_ups_closed, and what `register` does */
export async function signUp(
  config: Config,
  auth: AuthClient,
  { invitation, ...input }: z.infer<typeof registrationSchema>,
) {
  if (config.SIGN_UPS === 'open') return register(auth, input)
  if (config.SIGN_UPS === 'closed' || invitation === undefined) throw new AppError('sign_ups_closed')
  const p_hash = await hashText(invitation)
  const taken = rowsOf(await connectAsService(config).rpc('take_invitation', { p_hash, p_email: input.email }))
  if (!taken)
    throw new AppError('sign_ups_closed', { message: 'The invitation is unknown, used, expired or for another.' })
  try {
    return await register(auth, input)
  } catch (error) {
    await settleInvitation(config, { p_hash, p_email: input.email }, error)
    throw error
  }
}

/** What becomes of an invitation over which no session came. */
async function settleInvitation(config: Config, taken: { p_hash: string; p_email: string }, error: unknown) {
  const database = connectAsDriver(config)
  // Where Auth gave no clear answer the account may be there: nobody else may have one of the same invitation.
  if (!(error instanceof AppError) || error.status >= 500) await database.rpc('hold_invitation', taken)
  else await database.rpc('return_invitation', { p_hash: taken.p_hash })
}

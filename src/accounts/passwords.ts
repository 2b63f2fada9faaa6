// Passwords that are changed, and those that nobody knows any more. All of it is done by Supabase Auth.
import type { AuthError } from '@supabase/supabase-js'
import { decodeJwt } from 'jose'
import { AppError } from '../errors.ts'
import type { AuthClient } from '../services/supabase.ts'
import { actAs, refused, toSession } from './accounts.ts'

/** For so long after a session was opened by a mail, the mailbox stands for the password that was forgotten. */
const MAIL_MAX_AGE_SECONDS = 3600
/** What a session was opened by, in the words of Auth, when that was a mail. */
const MAIL_METHODS = new Set<unknown>(['otp', 'recovery', 'magiclink'])

type Change = { accessToken: string; email: string | undefined; current: string | undefined; password: string }

/**
 * Gives the account of a session another password, and ends its other sessions. `connect` makes a client of Auth, each of which
 * has one session.
 * @throws {AppError} invalid_credentials without the right password, unless a mail has just opened the session; bad_request
 * when Auth wants another new one
 */
export async function changePassword(connect: () => AuthClient, change: Change): Promise<void> {
  const { accessToken, email, current, password } = change
  if (current !== undefined) await requirePassword(connect(), email, current)
  else if (!wasOpenedByMail(accessToken)) {
    throw new AppError('invalid_credentials', {
      message: 'Send the password that the account has as "current_password".',
    })
  }
  const auth = connect()
  await actAs(auth, accessToken)
  await setPassword(auth, accessToken, password)
}

/** @throws {AppError} invalid_credentials when it is another */
export async function requirePassword(auth: AuthClient, email: string | undefined, password: string): Promise<void> {
  const { data, error } = await auth.signInWithPassword({ email: email ?? '', password })
  if (error !== null) throw refused(error, 'invalid_credentials')
  // Auth tells of a password by a session, which nobody needs.
  await auth.admin.signOut(data.session.access_token, 'local')
}

/** Sends the mail with which a password can be set anew, if there is an account of this address. */
export async function sendReset(auth: AuthClient, email: string, redirectTo: string | undefined): Promise<void> {
  const { error } = await auth.resetPasswordForEmail(email, redirectTo === undefined ? {} : { redirectTo })
  throwOutage(error)
}

/** Sends the mail that confirms an address once more, if there is an account that waits for that. */
export async function sendConfirmation(auth: AuthClient, email: string): Promise<void> {
  const { error } = await auth.resend({ type: 'signup', email })
  throwOutage(error)
}

/** That Auth sends no second mail so soon, it says of accounts alone that are there: nobody is to hear of it. */
function throwOutage(error: AuthError | null): void {
  if (error !== null && (error.status ?? 500) >= 500) throw new AppError('service_unavailable', { cause: error })
}

/**
 * Sets the password by the token of a mail, ends all other sessions, and signs in. For an account with a second factor Auth sets
 * none before that is shown: then `isSet` is false, and the session is one to show it by.
 * @throws {AppError} invalid_token, bad_request
 */
export async function resetPassword(auth: AuthClient, tokenHash: string, password: string) {
  const opened = await openByMail(auth, 'recovery', tokenHash)
  const session = toSession(opened)
  const isSet = session.pending_factors.length === 0
  if (isSet) await setPassword(auth, session.access_token, password)
  return { isSet, session }
}

/** Confirms an address by the token of a mail, and signs in. @throws {AppError} invalid_token */
export async function confirmEmail(auth: AuthClient, tokenHash: string) {
  return toSession(await openByMail(auth, 'signup', tokenHash))
}

async function openByMail(auth: AuthClient, type: 'recovery' | 'signup', tokenHash: string) {
  const { data, error } = await auth.verifyOtp({ type, token_hash: tokenHash })
  if (error !== null) throw refused(error, 'invalid_token')
  if (data.session === null) throw new AppError('invalid_token')
  return data.session
}

async function setPassword(auth: AuthClient, accessToken: string, password: string): Promise<void> {
  const { error } = await auth.updateUser({ password })
  if (error !== null) throw refused(error)
  // Not every Auth does that by itself.
  const { error: kept } = await auth.admin.signOut(accessToken, 'others')
  if (kept !== null) throw new AppError('service_unavailable', { message: OTHERS_KEPT, cause: kept })
}

const OTHERS_KEPT = 'The password is changed, and other sessions may go on: end them with DELETE /api/auth/sessions.'

/** Whether a mail has opened the session of this token, a moment ago. */
function wasOpenedByMail(accessToken: string, now: number = Date.now()): boolean {
  const { amr } = decodeJwt<{ amr?: unknown }>(accessToken)
  if (!Array.isArray(amr)) return false
  return amr.some((entry: unknown) => {
    const { method, timestamp } = (entry ?? {}) as { method?: unknown; timestamp?: unknown }
    return MAIL_METHODS.has(method) && typeof timestamp === 'number' && now / 1000 - timestamp < MAIL_MAX_AGE_SECONDS
  })
}

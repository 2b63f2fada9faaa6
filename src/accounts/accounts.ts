import type { AuthError, Session, User } from '@supabase/supabase-js'
import { decodeJwt } from 'jose'
import * as z from 'zod'
import { AppError } from '../errors.ts'
import { rowsOf, type AuthClient, type DatabaseClient } from '../services/supabase.ts'
import { MAX_NAME_CHARS } from '../services/stored-limits.ts'
import { storedText } from '../services/stored-text.ts'
import { SECOND_FACTOR_LEVEL } from './access-token.ts'

const userSchema = z.strictObject({ id: z.uuid(), email: z.string(), name: z.string() })
export const accountSchema = userSchema.extend({
  role: z.enum(['user', 'admin']),
  tier: z.string().meta({ description: 'Name of the plan that the operator has put the account on.' }),
})
export const sessionSchema = z.strictObject({
  access_token: z.string().meta({ description: 'Send it as "Authorization: Bearer <token>".' }),
  refresh_token: z.string(),
  expires_in: z.int().meta({ description: 'Life of the access token, in seconds.' }),
  user: userSchema,
  pending_factors: z.array(z.strictObject({ id: z.uuid(), name: z.string() })).meta({
    description:
      'Second factors of the account, by one of which a code is to be sent before the session serves for anything else. ' +
      'Empty: it serves.',
  }),
})

/** What a new account is answered with where its address must be confirmed first. */
export const unconfirmedSchema = z.strictObject({
  status: z.literal('confirmation_needed'),
  message: z.string(),
})

export const emailSchema = z.email().max(254)
// bcrypt, which Supabase Auth hashes with, reads 72 bytes: of a longer password the rest would not count.
const password = storedText.refine((text) => new TextEncoder().encode(text).length <= 72, 'must have at most 72 bytes')
/** One that exists, of whatever length the deployment asked for then. */
export const passwordSchema = password.min(1)
export const newPasswordSchema = password.min(8)
export const credentialsSchema = z.strictObject({ email: emailSchema, password: passwordSchema })
export type Credentials = z.infer<typeof credentialsSchema>
export const registrationSchema = z.strictObject({
  email: emailSchema,
  password: newPasswordSchema,
  name: storedText.trim().max(MAX_NAME_CHARS).optional(),
  invitation: storedText.max(100).optional().meta({ description: 'Needed where the deployment asks for one.' }),
})

/**
 * Makes an account and signs it in; undefined where its address must be confirmed first.
 * @throws {AppError} email_taken; bad_request when Auth wants a better password
 */
export async function register(auth: AuthClient, input: Omit<z.infer<typeof registrationSchema>, 'invitation'>) {
  const { data, error } = await auth.signUp({
    email: input.email,
    password: input.password,
    options: { data: { name: input.name ?? '' } },
  })
  if (error !== null) throw refused(error)
  return data.session === null ? undefined : toSession(data.session)
}

/** @throws {AppError} invalid_credentials, email_not_confirmed, account_suspended */
export async function login(auth: AuthClient, input: Credentials) {
  const { data, error } = await auth.signInWithPassword(input)
  if (error !== null) throw refused(error, 'invalid_credentials')
  return toSession(data.session)
}

/**
 * Ends a session that was just made for an account that is suspended, of which not every Auth knows. Where nobody can tell, the
 * account check does so later.
 * @throws {AppError} account_suspended
 */
export async function refuseSuspended(auth: AuthClient, database: DatabaseClient, accessToken: string): Promise<void> {
  const { data } = await database.rpc('account_is_suspended')
  if (data !== true) return
  await auth.admin.signOut(accessToken, 'local')
  throw new AppError('account_suspended')
}

/** Trades a refresh token, once, for a new session. */
export async function refresh(auth: AuthClient, refreshToken: string) {
  const { data, error } = await auth.refreshSession({ refresh_token: refreshToken })
  if (error !== null) throw refused(error, 'invalid_refresh_token')
  if (data.session === null) throw new AppError('invalid_refresh_token')
  return toSession(data.session)
}

/** Ends the session in Auth, all of the account or all others, with their refresh tokens; the account check then refuses their access tokens. */
export async function logout(
  auth: AuthClient,
  accessToken: string,
  extent: 'local' | 'global' | 'others' = 'local',
): Promise<void> {
  const { error } = await auth.admin.signOut(accessToken, extent)
  // A session that is gone already is as good as ended.
  if (error !== null && (error.status ?? 500) >= 500) throw new AppError('service_unavailable', { cause: error })
}

/** Has a client of Auth, which has one session, act as the one of this token. @throws {AppError} unauthorized */
export async function actAs(auth: AuthClient, accessToken: string): Promise<void> {
  // Of a refresh token, nothing is needed.
  const { error } = await auth.setSession({ access_token: accessToken, refresh_token: 'none' })
  if (error !== null) throw refused(error, 'unauthorized')
}

export async function readUser(database: DatabaseClient, caller: { userId: string; email: string | undefined }) {
  const [profile] = rowsOf(await database.from('profiles').select('name,role,tier').eq('id', caller.userId))
  // A live token of a deleted account.
  if (profile === undefined) throw new AppError('unauthorized')
  return { id: caller.userId, email: caller.email ?? '', ...profile }
}

export function toSession(session: Session): z.infer<typeof sessionSchema> {
  return {
    access_token: session.access_token,
    refresh_token: session.refresh_token,
    expires_in: session.expires_in,
    user: toUser(session.user),
    pending_factors: pendingFactorsOf(session),
  }
}

function pendingFactorsOf({ access_token, user }: Session): z.infer<typeof sessionSchema>['pending_factors'] {
  if (decodeJwt<{ aal?: unknown }>(access_token).aal === SECOND_FACTOR_LEVEL) return []
  const verified = user.factors?.filter(({ factor_type, status }) => factor_type === 'totp' && status === 'verified')
  return verified?.map(({ id, friendly_name: name = '' }) => ({ id, name })) ?? []
}

function toUser(user: User): z.infer<typeof userSchema> {
  const name: unknown = user.user_metadata['name']
  return { id: user.id, email: user.email ?? '', name: typeof name === 'string' ? name : '' }
}

/** What Auth says in words that are for the caller. */
const BAD_INPUT = new Set<string | undefined>(['weak_password', 'same_password', 'validation_failed'])

/** A refusal by Auth as our error; `otherwise` is what a plain 4xx means to the caller of this route. */
export function refused(
  error: AuthError,
  otherwise:
    | 'invalid_credentials'
    | 'invalid_refresh_token'
    | 'invalid_token'
    | 'unauthorized'
    | 'bad_request' = 'bad_request',
) {
  if (error.code === 'user_already_exists' || error.code === 'email_exists') return new AppError('email_taken')
  if (error.code === 'user_banned') return new AppError('account_suspended')
  if (error.code === 'insufficient_aal') return new AppError('mfa_required')
  if (error.code === 'email_not_confirmed') return new AppError('email_not_confirmed')
  // Its client renews a token in its last minute and a half by itself, for which it has nothing.
  if (otherwise === 'bad_request' && error.code === 'refresh_token_not_found') return new AppError('unauthorized')
  if (otherwise === 'bad_request' && BAD_INPUT.has(error.code)) {
    return new AppError('bad_request', { details: [{ path: ['body'], message: error.message }] })
  }
  if (error.status === 429) return new AppError('rate_limited', { retryAfterSeconds: 60, cause: error })
  if (error.status !== undefined && error.status >= 400 && error.status < 500) {
    return new AppError(otherwise, { cause: error })
  }
  return new AppError('service_unavailable', { cause: error })
}

// Second factors: codes that an app makes of a secret and the time (TOTP). Supabase Auth keeps the secrets and looks at the codes.
import type { AuthError } from '@supabase/supabase-js'
import * as z from 'zod'
import type { Config } from '../config.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import { redisKeys } from '../services/redis-keys.ts'
import { connectRedis } from '../services/redis.ts'
import { hashText } from '../services/sha256.ts'
import { storedText } from '../services/stored-text.ts'
import { rowsOf, type AuthClient, type DatabaseClient } from '../services/supabase.ts'
import { toIso } from '../services/timestamp.ts'
import { actAs, refused, toSession } from './accounts.ts'

const MAX_NAME_CHARS = 60
/** A code is good for half a minute, and Auth takes those beside it, too. It is remembered for longer than that. */
const CODE_LIFE_SECONDS = 120
/** How long a code waits for Redis. */
const PATIENCE_MS = 2000

const factorSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  type: z.string().meta({ description: '`totp`; others were enrolled at Auth itself.' }),
  status: z.enum(['verified', 'unverified']),
  created_at: z.iso.datetime(),
})
export const factorListSchema = z.strictObject({ items: z.array(factorSchema) })
export const newFactorSchema = z.strictObject({ name: storedText.trim().min(1).max(MAX_NAME_CHARS).optional() })
export const freshFactorSchema = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  secret: z.string().meta({ description: 'What the app makes its codes of, for who types it in.' }),
  uri: z.string().meta({ description: 'The same as an `otpauth:` address, which a QR code holds.' }),
  qr_svg: z.nullable(z.string()).meta({ description: 'That QR code, where Auth makes one: an SVG picture.' }),
})
export const codeSchema = z
  .string()
  .regex(/^\d{6}$/, 'must be six digits')
  .meta({ description: 'That the app shows now. Each serves once.' })

type Factor = z.infer<typeof factorSchema>
/** Who shows a factor: the account, and the session by its token. */
type Bearer = { userId: string; accessToken: string }

/** The caller's, the oldest first. @throws {AppError} not_configured where Auth has none */
export async function listFactors(database: DatabaseClient): Promise<Factor[]> {
  const rows = rowsOf(await database.rpc('list_factors'))
  return rows.map((row) => ({ ...row, created_at: toIso(row.created_at) }))
}

/**
 * Begins a factor, which counts once a code of it was verified. Those that were begun before and left are gone then.
 * @throws {AppError} not_configured, too_many_factors; bad_request when another has the name
 */
export async function enrollFactor(
  auth: AuthClient,
  database: DatabaseClient,
  accessToken: string,
  given: string | undefined,
): Promise<z.infer<typeof freshFactorSchema>> {
  // Asked first: where the database does not see the factors of Auth, none would be called for.
  const known = await listFactors(database)
  await actAs(auth, accessToken)
  const [left, kept] = [known.filter(isLeft), known.filter((factor) => !isLeft(factor))]
  for (const { id } of left) await unenroll(auth, id)
  const friendlyName = given ?? freeName(kept.map(({ name }) => name))
  const { data, error } = await auth.mfa.enroll({ factorType: 'totp', friendlyName })
  if (error !== null) throw refusedFactor(error)
  const { secret, uri, qr_code: picture } = data.totp
  return { id: data.id, name: friendlyName, secret, uri, qr_svg: svgOf(picture) }
}

/**
 * Verifies a code, with which a new factor counts from then on, and the session has shown it: gives its new tokens, of which those
 * from before no longer serve. No code is looked at twice.
 * @throws {AppError} invalid_code, not_found, not_configured
 */
export async function verifyFactor(
  config: Config,
  auth: AuthClient,
  { userId, accessToken }: Bearer,
  { factorId, code }: { factorId: string; code: string },
) {
  await useOnce(config, `${userId} ${factorId} ${code}`)
  await actAs(auth, accessToken)
  // In one: Auth wants both from one address.
  const { data, error } = await auth.mfa.challengeAndVerify({ factorId, code })
  if (error !== null) throw refusedFactor(error)
  return toSession(data)
}

/** @throws {AppError} not_found unless it is one of the caller's; not_configured */
export async function requireFactor(database: DatabaseClient, factorId: string): Promise<void> {
  const known = await listFactors(database)
  if (!known.some(({ id }) => id === factorId)) throw new AppError('not_found')
}

/** @throws {AppError} not_found, not_configured */
export async function removeFactor(auth: AuthClient, accessToken: string, factorId: string): Promise<void> {
  await actAs(auth, accessToken)
  await unenroll(auth, factorId)
}

async function unenroll(auth: AuthClient, factorId: string): Promise<void> {
  const { error } = await auth.mfa.unenroll({ factorId })
  if (error !== null) throw refusedFactor(error)
}

/** Auth would take a code again while it is good. @throws {AppError} invalid_code for one that was sent before */
async function useOnce(config: Config, use: string): Promise<void> {
  const place = redisKeys.usedCode(await hashText(`${config.SUPABASE_SECRET_KEY} ${use}`))
  const redis = connectRedis(config, PATIENCE_MS)
  const isFirst = await redis.set(place, '1', { nx: true, ex: CODE_LIFE_SECONDS }).catch((cause: unknown) => {
    throw new AppError('service_unavailable', { cause })
  })
  if (isFirst === null) throw new AppError('invalid_code')
}

function isLeft({ type, status }: Factor): boolean {
  return type === 'totp' && status === 'unverified'
}

/** No two factors of an account may have one name. */
function freeName(taken: string[]): string {
  let number = 1
  while (taken.includes(`Authenticator ${number}`)) number += 1
  return `Authenticator ${number}`
}

/** The client makes an address of the picture, in a form that not every browser reads. */
function svgOf(picture: string): string | null {
  const svg = picture.slice(picture.indexOf('<'))
  return svg.startsWith('<') ? svg : null
}

/** In the words of Auth, what its errors mean to the caller. */
const CODE_OF: Partial<Record<string, ErrorCode>> = {
  mfa_factor_not_found: 'not_found',
  mfa_verification_failed: 'invalid_code',
  mfa_verification_rejected: 'invalid_code',
  mfa_challenge_expired: 'invalid_code',
  // The way to Auth has changed its address in between.
  mfa_ip_address_mismatch: 'service_unavailable',
  too_many_enrolled_mfa_factors: 'too_many_factors',
  mfa_totp_enroll_not_enabled: 'not_configured',
  mfa_totp_verify_not_enabled: 'not_configured',
}

function refusedFactor(error: AuthError): AppError {
  if (error.code === 'mfa_factor_name_conflict') {
    return new AppError('bad_request', {
      details: [{ path: ['body', 'name'], message: 'is the name of another factor' }],
    })
  }
  const code = CODE_OF[error.code ?? '']
  return code === undefined ? refused(error) : new AppError(code, { cause: error })
}

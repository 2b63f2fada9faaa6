import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { hashShortText } from '../services/sha256.ts'
import { createMemory } from './memory.ts'

export type AccessToken = {
  userId: string
  email: string | undefined
  /** Of Auth, which ends it with a logout. */
  sessionId: string | undefined
  /** Whether a second factor was shown for the session. */
  isSecond: boolean
}
export type VerifyAccessToken = (token: string, now?: Date) => Promise<AccessToken>

/** What the claim `aal` of a token says, in the words of Auth, once a second factor was shown. */
export const SECOND_FACTOR_LEVEL = 'aal2'
const ASYMMETRIC = ['ES256', 'RS256', 'EdDSA']
/** A token that was verified is not verified again for so long, while it lives. */
const MEMORY_MS = 1000
/** A key that was revoked is believed for so long. */
const KEYS_MAX_AGE_MS = 600_000
/** How often old keys are asked for anew while Auth does not answer. */
const KEYS_RETRY_MS = 30_000

/**
 * Verifies access tokens of Supabase Auth in process: HS256 with the shared secret, or with the public keys of the
 * project, which are fetched once for many.
 * @throws {AppError} unauthorized for anything but a live token of a signed-in user
 */
export function createTokenVerifier(config: Config): VerifyAccessToken {
  const secret = config.SUPABASE_JWT_SECRET
  const keys: JWTVerifyGetKey | Uint8Array =
    secret === undefined
      ? publicKeys(new URL(`${config.SUPABASE_URL}/auth/v1/.well-known/jwks.json`))
      : new TextEncoder().encode(secret)
  const algorithms = secret === undefined ? ASYMMETRIC : ['HS256']
  const memory = createMemory<{ claims: AccessToken; expiresAt: number }>()

  return async function verifyAccessToken(token, now = new Date()) {
    const digest = hashShortText(token)
    const known = memory.recall(digest)
    const isFresh = known !== undefined && Date.now() < known.until && now.getTime() < known.answer.expiresAt
    if (isFresh) return known.answer.claims
    const options = { algorithms, audience: 'authenticated', currentDate: now, requiredClaims: ['sub', 'exp'] }
    try {
      // The two overloads of jwtVerify do not meet, so each kind of key has its own call.
      const { payload } =
        keys instanceof Uint8Array ? await jwtVerify(token, keys, options) : await jwtVerify(token, keys, options)
      const claims = readClaims(payload)
      memory.remember(digest, { claims, expiresAt: (payload.exp ?? 0) * 1000 }, Date.now() + MEMORY_MS)
      return claims
    } catch (error) {
      if (error instanceof AppError) throw error
      if (error instanceof errors.JOSEError && error.code !== 'ERR_JWKS_TIMEOUT' && error.code !== 'ERR_JOSE_GENERIC') {
        throw new AppError('unauthorized', { cause: error })
      }
      throw new AppError('service_unavailable', { cause: error })
    }
  }
}

/**
 * The keys at `url`. Those that are known stay good while Auth is away, so that callers with a token go on without it;
 * by an age limit of the client's own they would not.
 */
function publicKeys(url: URL): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, { cacheMaxAge: Infinity })
  let renewAt = Date.now() + KEYS_MAX_AGE_MS
  return async (header, token) => {
    if (Date.now() >= renewAt && keys.jwks() !== undefined) {
      // Set before the answer, so that one request waits for it and no other.
      renewAt = Date.now() + KEYS_RETRY_MS
      await keys.reload().then(
        () => (renewAt = Date.now() + KEYS_MAX_AGE_MS),
        () => undefined,
      )
    }
    return keys(header, token)
  }
}

function readClaims(payload: JWTPayload): AccessToken {
  if (typeof payload.sub !== 'string' || payload['role'] !== 'authenticated') throw new AppError('unauthorized')
  const textOf = (claim: unknown) => (typeof claim === 'string' ? claim : undefined)
  return {
    userId: payload.sub,
    email: textOf(payload['email']),
    sessionId: textOf(payload['session_id']),
    isSecond: payload['aal'] === SECOND_FACTOR_LEVEL,
  }
}

import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'

export type AccessToken = { userId: string; email: string | undefined }
export type VerifyAccessToken = (token: string, now?: Date) => Promise<AccessToken>

const ASYMMETRIC = ['ES256', 'RS256', 'EdDSA']

/**
 * Verifies access tokens of Supabase Auth in process: HS256 with the shared secret, or with the public keys of the
 * project, which are fetched once and again only for an unknown key id.
 * @throws {AppError} unauthorized for anything but a live token of a signed-in user
 */
export function createTokenVerifier(config: Config): VerifyAccessToken {
  const secret = config.SUPABASE_JWT_SECRET
  const keys: JWTVerifyGetKey | Uint8Array =
    secret === undefined
      ? createRemoteJWKSet(new URL(`${config.SUPABASE_URL}/auth/v1/.well-known/jwks.json`))
      : new TextEncoder().encode(secret)
  const algorithms = secret === undefined ? ASYMMETRIC : ['HS256']

  return async function verifyAccessToken(token, now = new Date()) {
    const options = { algorithms, audience: 'authenticated', currentDate: now, requiredClaims: ['sub', 'exp'] }
    try {
      // The two overloads of jwtVerify do not meet, so each kind of key has its own call.
      const { payload } =
        keys instanceof Uint8Array ? await jwtVerify(token, keys, options) : await jwtVerify(token, keys, options)
      return readClaims(payload)
    } catch (error) {
      if (error instanceof AppError) throw error
      if (error instanceof errors.JOSEError && error.code !== 'ERR_JWKS_TIMEOUT' && error.code !== 'ERR_JOSE_GENERIC') {
        throw new AppError('unauthorized', { cause: error })
      }
      throw new AppError('service_unavailable', { cause: error })
    }
  }
}

function readClaims(payload: JWTPayload): AccessToken {
  if (typeof payload.sub !== 'string' || payload['role'] !== 'authenticated') throw new AppError('unauthorized')
  return { userId: payload.sub, email: typeof payload['email'] === 'string' ? payload['email'] : undefined }
}

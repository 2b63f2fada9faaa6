// Row level security goes by access tokens. For the caller with a key or a ticket, this makes one that lives for minutes and
// never leaves the process but to the data API.
import { SignJWT, type JWK } from 'jose'
import type { Config } from '../config.ts'
import { SECOND_FACTOR_LEVEL } from './access-token.ts'

type TokenClaims = {
  userId: string
  email?: string | undefined
  /** The key or the session that the token stands for. */
  keyId?: string | undefined
  sessionId?: string | undefined
}
/** A token of the data API for an account. */
export type SignToken = (claims: TokenClaims, now?: Date) => Promise<string>

/** How long a token is good for, in seconds. */
export const TOKEN_LIFE_SECONDS = 300

/** Signs with SUPABASE_SIGNING_KEY, else with SUPABASE_JWT_SECRET; undefined where the deployment has neither. */
export function createTokenSigner(config: Config): SignToken | undefined {
  const key = signingKeyOf(config)
  if (key === undefined) return undefined
  return ({ userId, email, keyId, sessionId }, now = new Date()) => {
    const issuedAt = Math.floor(now.getTime() / 1000)
    // Whoever made a key, or asked for a ticket, has shown the second factor that the account had then. What is undefined is
    // left out.
    return new SignJWT({
      role: 'authenticated',
      aal: SECOND_FACTOR_LEVEL,
      key_id: keyId,
      session_id: sessionId,
      email,
    })
      .setProtectedHeader({ typ: 'JWT', ...key.header })
      .setSubject(userId)
      .setAudience('authenticated')
      .setIssuer(`${config.SUPABASE_URL}/auth/v1`)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + TOKEN_LIFE_SECONDS)
      .sign(key.secret)
  }
}

/** Whether keys for programs work in this deployment. */
export function canSignTokens({ SUPABASE_SIGNING_KEY, SUPABASE_JWT_SECRET }: Config): boolean {
  return SUPABASE_SIGNING_KEY !== undefined || SUPABASE_JWT_SECRET !== undefined
}

function signingKeyOf({ SUPABASE_SIGNING_KEY, SUPABASE_JWT_SECRET }: Config) {
  if (SUPABASE_SIGNING_KEY !== undefined) {
    const secret = JSON.parse(SUPABASE_SIGNING_KEY) as JWK
    const { alg = 'ES256', kid } = secret
    return { secret, header: { alg, ...(kid === undefined ? {} : { kid }) } }
  }
  if (SUPABASE_JWT_SECRET === undefined) return undefined
  return { secret: new TextEncoder().encode(SUPABASE_JWT_SECRET), header: { alg: 'HS256' } }
}

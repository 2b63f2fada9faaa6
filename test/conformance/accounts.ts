import { SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'

export type Account = { userId: string; email: string; token: string }

export type Claims = { sub?: string; email?: string; role?: string; aud?: string; exp?: number }

/** An access token as Auth would sign it; claims that are given differ from that of a signed-in user. */
export async function signToken(secret: string, claims: Claims = {}): Promise<string> {
  const {
    sub = randomUUID(),
    email = 'somebody@example.com',
    role = 'authenticated',
    aud = 'authenticated',
    exp,
  } = claims
  return new SignJWT({ email, role })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setAudience(aud)
    .setIssuedAt()
    .setExpirationTime(exp ?? Math.floor(Date.now() / 1000) + 3600)
    .sign(new TextEncoder().encode(secret))
}

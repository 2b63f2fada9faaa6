// EventSource sends no headers. A ticket in an address lets whoever has it watch one run for a short while, by the rights of the
// account that asked for it.
import { jwtVerify, SignJWT, type JWK } from 'jose'
import type { Config } from '../config.ts'

/** For how long a stream may be opened with a ticket, and opened again, in seconds. */
export const TICKET_LIFE_SECONDS = 300

export type RunTicket = {
  runId: string
  userId: string
  /** The session or the key by which it was asked for. */
  sessionId: string | undefined
  keyId: string | undefined
}

export type RunTickets = {
  issue: (ticket: RunTicket, now?: Date) => Promise<{ text: string; expiresAt: Date }>
  /** What a live ticket of this run says; undefined for anything else. */
  read: (text: string, runId: string, now?: Date) => Promise<RunTicket | undefined>
}

const AUDIENCE = 'run-events'
const ALGORITHM = 'HS256'

/** By a key that is made of the one that tokens are signed with; undefined where the deployment has none. */
export function createRunTickets(config: Config): RunTickets | undefined {
  const secret = secretOf(config)
  if (secret === undefined) return undefined
  let key: Promise<Uint8Array> | undefined
  const keyOf = () => (key ??= deriveKey(secret))
  return {
    async issue({ runId, userId, sessionId, keyId }, now = new Date()) {
      const expiresAt = new Date((Math.floor(now.getTime() / 1000) + TICKET_LIFE_SECONDS) * 1000)
      const text = await new SignJWT({ run: runId, session: sessionId, key: keyId })
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(userId)
        .setAudience(AUDIENCE)
        .setExpirationTime(expiresAt)
        .sign(await keyOf())
      return { text, expiresAt }
    },
    async read(text, runId, now = new Date()) {
      const options = { algorithms: [ALGORITHM], audience: AUDIENCE, currentDate: now, requiredClaims: ['sub', 'exp'] }
      try {
        const { payload } = await jwtVerify(text, await keyOf(), options)
        if (payload['run'] !== runId || payload.sub === undefined) return undefined
        const textOf = (claim: unknown) => (typeof claim === 'string' ? claim : undefined)
        return { runId, userId: payload.sub, sessionId: textOf(payload['session']), keyId: textOf(payload['key']) }
      } catch {
        return undefined
      }
    },
  }
}

function secretOf({ SUPABASE_SIGNING_KEY, SUPABASE_JWT_SECRET }: Config): string | undefined {
  return SUPABASE_SIGNING_KEY === undefined ? SUPABASE_JWT_SECRET : (JSON.parse(SUPABASE_SIGNING_KEY) as JWK).d
}

/** So that a ticket is no token, whatever it says, and a token no ticket. */
async function deriveKey(secret: string): Promise<Uint8Array> {
  const encode = (text: string) => new TextEncoder().encode(text)
  const base = await crypto.subtle.importKey('raw', encode(secret), 'HKDF', false, ['deriveBits'])
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encode('samokoder run tickets') }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, base, 256))
}

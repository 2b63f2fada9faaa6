import type { MiddlewareHandler } from 'hono'
import { hashKey, hasRightChecksum, looksLikeKey } from '../accounts/key-format.ts'
import { TOKEN_LIFE_SECONDS, type SignToken } from '../accounts/token-signer.ts'
import { AppError } from '../errors.ts'
import type { ApiKeyGrant } from '../services/database-types.ts'
import { callTelemetryOf, sharingOf, type AppContext, type AppEnv, type Caller } from './context.ts'
import type { Contract } from './contract.ts'
import { limitKeyLookups } from './limit-rate.ts'

/**
 * Lets a request pass only with a live access token, or a key for programs that has the scope of the route, of an account
 * that is there, and notes whose it is. An account that has a second factor must have shown it. Where the route takes one, a
 * ticket in the address will do for who sends no header.
 */
export function authenticate({
  scope,
  ticket,
  beforeSecondFactor,
}: Pick<Contract, 'scope' | 'ticket' | 'beforeSecondFactor'>): MiddlewareHandler<AppEnv> {
  return async function authenticate(c, next) {
    const takesTicket = ticket === 'run' && c.req.header('Authorization') === undefined
    const shown = takesTicket ? c.req.query('ticket') : undefined
    const caller = shown === undefined ? await callerOfHeader(c) : await callerOfTicket(c, shown)
    const { exists, hasFactor, limits } = await c
      .get('accountCheck')
      .check(caller, { telemetry: callTelemetryOf(c), sharing: sharingOf(c) })
    if (!exists) throw new AppError('unauthorized')
    if (hasFactor && !caller.isSecond && beforeSecondFactor !== true) throw new AppError('mfa_required')
    if (caller.key !== undefined) requireScope(caller.key, scope)
    c.set('caller', { ...caller, limits })
    await next()
  }
}

type Credential = Omit<Caller, 'limits'>

function callerOfHeader(c: AppContext): Promise<Credential> {
  const credential = /^Bearer +([\w.-]+)$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? ''
  return looksLikeKey(credential) ? callerOfKey(c, credential) : callerOfSession(c, credential)
}

async function callerOfTicket(c: AppContext, text: string): Promise<Credential> {
  const signToken = c.get('signToken')
  const ticket = await c.get('runTickets')?.read(text, c.req.param('id') ?? '')
  if (ticket === undefined || signToken === undefined) {
    throw new AppError('unauthorized', { message: 'The ticket is over, or none of this run: ask for another.' })
  }
  const { userId, sessionId, keyId } = ticket
  return {
    userId,
    email: undefined,
    sessionId,
    isSecond: true,
    key: undefined,
    readToken: renewing(signToken, { userId, sessionId, keyId }),
  }
}

async function callerOfSession(c: AppContext, token: string): Promise<Credential> {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) throw new AppError('unauthorized')
  const named = await c.get('verifyAccessToken')(token)
  return { ...named, readToken: () => Promise.resolve(token), key: undefined }
}

async function callerOfKey(c: AppContext, key: string): Promise<Credential> {
  if (!hasRightChecksum(key)) {
    throw new AppError('unauthorized', { message: 'The key is not whole, or has a typo: its checksum does not fit.' })
  }
  const signToken = c.get('signToken')
  if (signToken === undefined) throw new AppError('unauthorized', { message: 'This deployment takes no keys.' })
  const options = { telemetry: callTelemetryOf(c), beforeAsking: () => limitKeyLookups(c), sharing: sharingOf(c) }
  const grant = await c.get('findKey')(hashKey(key), options)
  if (grant === undefined) {
    throw new AppError('unauthorized', { message: 'The key is unknown, revoked or expired.' })
  }
  const [userId, email] = [grant.owner_id, grant.email ?? undefined]
  const readToken = renewing(signToken, { userId, email, keyId: grant.id })
  return { userId, email, sessionId: undefined, isSecond: true, readToken, key: grant }
}

/** Signs when a token is asked for, which not every request does, and anew for what goes on longer than one lives. */
function renewing(signToken: SignToken, claims: Parameters<SignToken>[0]): () => Promise<string> {
  let token: string | undefined
  let renewAt = 0
  return async () => {
    if (token === undefined || Date.now() >= renewAt) {
      renewAt = Date.now() + (TOKEN_LIFE_SECONDS * 1000) / 2
      token = await signToken(claims)
    }
    return token
  }
}

function requireScope(key: ApiKeyGrant, scope: Contract['scope']): void {
  if (scope === undefined) {
    throw new AppError('insufficient_scope', { message: 'This takes no key: sign in and use the access token.' })
  }
  if (key.scopes.includes(scope)) return
  throw new AppError('insufficient_scope', { message: `This key may not do that: it lacks the scope "${scope}".` })
}

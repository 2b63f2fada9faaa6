// Supabase Auth with second factors: in front of the Auth of Supabase Lite, which has none, this speaks the part of the protocol that
// is about them, and does with sessions and tokens what Supabase Auth does. All else goes through as it is.
import { randomBytes, randomUUID } from 'node:crypto'
import { decodeJwt, jwtVerify, SignJWT, type JWTPayload } from 'jose'
import { serveLocal } from '../../local/serve-local.ts'
import { openLite, type Row } from './data-access.ts'
import { makeFactorTable } from './factor-tables.ts'
import { codeOf, encodeBase32 } from './totp.ts'

const MOST_FACTORS = 10
/** Supabase Auth takes the code before and after, too. A busy machine takes its time, so here it is more of them. */
const STEPS = Array.from({ length: 21 }, (_, index) => index - 10)
/** What gives tokens or a user, with the method that a session is opened by. */
const OPENED_BY: Record<string, string> = { '/auth/v1/token': 'password', '/auth/v1/verify': 'otp' }

export type FactorAuth = Awaited<ReturnType<typeof openLite>>

type Bearer = { userId: string; sessionId: string; claims: JWTPayload; isSecond: boolean }
type User = { id: string }
type Told = { access_token?: string; user?: User } & Partial<User>

/** A Supabase Lite with that in front of it. */
export async function openFactorAuth(options: Parameters<typeof openLite>[0] = {}): Promise<FactorAuth> {
  const data = await openLite(options)
  await makeFactorTable(data)
  const origin = data.environment['SUPABASE_URL'] ?? ''
  const secret = new TextEncoder().encode(data.environment['SUPABASE_JWT_SECRET'])
  const challenges = new Map<string, string>()
  const methods = new Map<string, { method: string; timestamp: number }[]>()
  const seconds = () => Math.floor(Date.now() / 1000)
  const noteMethod = (sessionId: string, method: string) => {
    if (!(methods.get(sessionId) ?? []).some((known) => known.method === method))
      methods.set(sessionId, [...(methods.get(sessionId) ?? []), { method, timestamp: seconds() }])
  }

  const factorsOf = (userId: string) =>
    data.sql<Row & { id: string; status: string; secret: string; friendly_name: string }>(
      'select * from auth.mfa_factors where user_id = $1 order by created_at',
      userId,
    )
  const levelOf = async (sessionId: string) =>
    (await data.sql<{ aal: string }>('select aal from auth.sessions where id = $1', sessionId))[0]?.aal

  /** The token with what Supabase Auth says in it of the session. */
  async function signAgain(claims: JWTPayload): Promise<string> {
    const sessionId = String(claims['session_id'])
    const said = { ...claims, aal: (await levelOf(sessionId)) ?? 'aal1', amr: methods.get(sessionId) ?? [] }
    return new SignJWT(said).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(secret)
  }

  async function readBearer(request: Request): Promise<Bearer | undefined> {
    const token = (request.headers.get('Authorization') ?? '').replace('Bearer ', '')
    const { payload: claims } = await jwtVerify(token, secret).catch(() => ({ payload: undefined }))
    if (claims?.sub === undefined) return undefined
    const level = await levelOf(String(claims['session_id']))
    if (level === undefined) return undefined
    return { userId: claims.sub, sessionId: String(claims['session_id']), claims, isSecond: level === 'aal2' }
  }

  const refuse = (code: number, error_code: string) =>
    Response.json({ code, error_code, msg: error_code }, { status: code })

  async function enroll({ userId, isSecond, claims }: Bearer, name: string): Promise<Response> {
    const known = await factorsOf(userId)
    if (known.some((factor) => factor.friendly_name === name)) return refuse(422, 'mfa_factor_name_conflict')
    if (known.length >= MOST_FACTORS) return refuse(422, 'too_many_enrolled_mfa_factors')
    if (known.some(({ status }) => status === 'verified') && !isSecond) return refuse(403, 'insufficient_aal')
    const made = encodeBase32(randomBytes(20))
    const id = randomUUID()
    await data.sql(
      `insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret)
        values ($1, $2, $3, 'totp', 'unverified', $4)`,
      id,
      userId,
      name,
      made,
    )
    const uri = `otpauth://totp/localhost:${String(claims['email'])}?issuer=localhost&secret=${made}`
    const size = 'width="129" height="129"'
    const qr_code = `<?xml version="1.0"?>\n<svg ${size} xmlns="http://www.w3.org/2000/svg"><rect ${size} style="fill:#000"/></svg>`
    return Response.json({ id, type: 'totp', friendly_name: name, totp: { qr_code, secret: made, uri } })
  }

  async function verify(
    bearer: Bearer,
    factorId: string,
    told: { challenge_id: string; code: string },
  ): Promise<Response> {
    const { userId, sessionId, claims } = bearer
    const known = await factorsOf(userId)
    const factor = known.find(({ id }) => id === factorId)
    // A challenge serves once.
    if (factor === undefined || challenges.get(told.challenge_id) !== factorId)
      return refuse(422, 'mfa_factor_not_found')
    if (!STEPS.some((steps) => codeOf(factor.secret, steps) === told.code))
      return refuse(422, 'mfa_verification_failed')
    challenges.delete(told.challenge_id)
    await data.sql(`update auth.mfa_factors set status = 'verified' where id = $1`, factorId)
    await data.sql(`update auth.sessions set aal = 'aal2', factor_id = $2 where id = $1`, sessionId, factorId)
    await data.sql(`delete from auth.sessions where user_id = $1 and aal <> 'aal2'`, userId)
    await data.sql(`delete from auth.mfa_factors where user_id = $1 and status = 'unverified'`, userId)
    noteMethod(sessionId, 'totp')
    const refresh_token = randomUUID()
    await data.sql('update auth.refresh_tokens set revoked = true where session_id = $1', sessionId)
    await data.sql(
      `insert into auth.refresh_tokens (id, token, user_id, session_id, revoked, created_at, updated_at)
        values ($1, $2, $3, $4, false, now(), now())`,
      randomUUID(),
      refresh_token,
      userId,
      sessionId,
    )
    const access_token = await signAgain({ ...claims, iat: seconds(), exp: seconds() + 3600 })
    const user = await fetch(`${origin}/auth/v1/user`, {
      headers: { apikey: data.environment['SUPABASE_PUBLISHABLE_KEY'] ?? '', Authorization: `Bearer ${access_token}` },
    })
    const whole = await withFactors((await user.json()) as User)
    return Response.json({ access_token, refresh_token, token_type: 'bearer', expires_in: 3600, user: whole })
  }

  async function remove({ isSecond, userId }: Bearer, factorId: string): Promise<Response> {
    const factor = (await factorsOf(userId)).find(({ id }) => id === factorId)
    if (factor === undefined) return refuse(404, 'mfa_factor_not_found')
    if (factor.status === 'verified' && !isSecond) return refuse(422, 'insufficient_aal')
    await data.sql('delete from auth.mfa_factors where id = $1', factorId)
    await data.sql(`update auth.sessions set aal = 'aal1', factor_id = null where factor_id = $1`, factorId)
    return Response.json({ id: factorId })
  }

  async function answerFactors(request: Request, path: string): Promise<Response> {
    const bearer = await readBearer(request)
    if (bearer === undefined) return refuse(403, 'bad_jwt')
    const [, , , , id = '', what = ''] = path.split('/')
    if (request.method === 'DELETE') return remove(bearer, id)
    const body = (await request.json().catch(() => ({}))) as {
      friendly_name: string
      challenge_id: string
      code: string
    }
    if (id === '') return enroll(bearer, body.friendly_name)
    if (what === 'verify') return verify(bearer, id, body)
    if (!(await factorsOf(bearer.userId)).some((factor) => factor.id === id)) return refuse(404, 'mfa_factor_not_found')
    const challenge = randomUUID()
    challenges.set(challenge, id)
    return Response.json({ id: challenge, type: 'totp', expires_at: seconds() + 300 })
  }

  async function withFactors<T extends User>(user: T): Promise<T> {
    const factors = (await factorsOf(user.id)).map((factor) => ({ ...factor, secret: undefined }))
    return factors.length === 0 ? user : { ...user, factors }
  }

  /** The answer of Supabase Lite, with what it does not know. */
  async function complete(path: string, told: Told): Promise<Told> {
    if (told.access_token !== undefined) {
      const claims = decodeJwt(told.access_token)
      const method = OPENED_BY[path]
      const sessionId = String(claims['session_id'])
      if (method !== undefined && !methods.has(sessionId)) noteMethod(sessionId, method)
      told.access_token = await signAgain(claims)
    }
    if (told.user !== undefined) told.user = await withFactors(told.user)
    return told.id === undefined ? told : withFactors(told as User)
  }

  const server = await serveLocal(0, async (request) => {
    const { pathname, search } = new URL(request.url)
    if (pathname.startsWith('/auth/v1/factors')) return answerFactors(request, pathname)
    const body = await request.arrayBuffer()
    if (request.method === 'PUT' && pathname === '/auth/v1/user') {
      const bearer = await readBearer(request)
      const isEnrolled =
        bearer !== undefined && (await factorsOf(bearer.userId)).some(({ status }) => status === 'verified')
      if (isEnrolled && !bearer.isSecond) return refuse(401, 'insufficient_aal')
    }
    const { method, headers } = request
    const answer = await fetch(origin + pathname + search, {
      method,
      headers,
      ...(body.byteLength === 0 ? {} : { body }),
    })
    const isTold = answer.ok && /^\/auth\/v1\/(?:token|verify|signup|user)$/.test(pathname)
    const kept = {
      status: answer.status,
      headers: { 'Content-Type': answer.headers.get('Content-Type') ?? 'text/plain' },
    }
    if (isTold) return Response.json(await complete(pathname, (await answer.json()) as Told), { status: answer.status })
    if ([204, 304].includes(answer.status)) return new Response(null, { status: answer.status })
    return new Response(await answer.arrayBuffer(), kept)
  })
  return {
    ...data,
    environment: { ...data.environment, SUPABASE_URL: server.url },
    close: async () => {
      await server.close()
      await data.close()
    },
  }
}

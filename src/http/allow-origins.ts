import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'
import type { AppEnv } from './context.ts'

export type OriginRules = {
  /** Those of whose pages scripts may read answers; `*` is all. */
  origins: readonly string[]
  methods: string[]
  /** What scripts may send, and read, besides what every script may. */
  requestHeaders: string[]
  responseHeaders: string[]
}

const PREFLIGHT_MAX_AGE_SECONDS = 86_400

/**
 * Tells browsers whose scripts may call the API. Hono's own answers preflights; for other answers it would set its headers
 * before there is an answer, of which it then makes another one with a stream for its body: on Node, a third of a request.
 */
export function allowOrigins({
  origins,
  methods,
  requestHeaders,
  responseHeaders,
}: OriginRules): MiddlewareHandler<AppEnv> {
  const allowsAll = origins.includes('*')
  const exposed = responseHeaders.join(',')
  const answerPreflight = cors({
    origin: allowsAll ? '*' : [...origins],
    allowHeaders: requestHeaders,
    allowMethods: methods,
    exposeHeaders: responseHeaders,
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
  })
  return async function allowOrigins(c, next) {
    if (c.req.method === 'OPTIONS') return answerPreflight(c, next)
    const origin = c.req.header('Origin') ?? ''
    Object.assign(c.get('answerHeaders'), {
      ...(allowsAll || origins.includes(origin) ? { 'Access-Control-Allow-Origin': allowsAll ? '*' : origin } : {}),
      'Access-Control-Expose-Headers': exposed,
      ...(allowsAll ? {} : { Vary: 'Origin' }),
    })
    await next()
  }
}

import type { Context, MiddlewareHandler } from 'hono'
import { createTokenVerifier, type VerifyAccessToken } from '../accounts/access-token.ts'
import type { Config } from '../config.ts'
import type { ApiDescription } from './contract.ts'
import { createLog, type Log } from '../telemetry/log.ts'

/** What an adapter tells the app with each request; everything a runtime does differently. */
export type RuntimeBindings = {
  /** Name of the runtime, for /health. */
  runtime: string
  /** What was built: the commit, and the SHA-256 of app.js, in hex. */
  release: { commit: string; appSha256: string }
  /** Address of the client behind TRUSTED_HOPS proxies; undefined where the runtime does not tell. */
  clientAddress: string | undefined
  /** Whether the process is about to end. */
  isDraining: () => boolean
  /** Keeps the process (or the isolate) alive until the work is done. */
  defer: (work: Promise<unknown>) => void
}

export type Caller = { userId: string; accessToken: string; email: string | undefined }

export type AppEnv = {
  Bindings: Partial<RuntimeBindings>
  Variables: {
    config: Config
    requestId: string
    log: Log
    /** The functions that this process serves. */
    api: readonly ApiDescription[]
    verifyAccessToken: VerifyAccessToken
    /** Background work: errors in it are logged, never thrown. */
    defer: (work: Promise<unknown>) => void
    /** Set by authenticate; read it through callerOf. */
    caller: Caller | undefined
  }
}

export type AppContext = Context<AppEnv>

/** Gives every request its configuration, log and way to leave work behind. */
export function requestContext(config: Config, api: readonly ApiDescription[]): MiddlewareHandler<AppEnv> {
  const write = createLog(config.LOG_LEVEL)
  const verifyAccessToken = createTokenVerifier(config)
  return async function requestContext(c, next) {
    const requestId = c.get('requestId')
    const log: Log = (level, message, fields) => write(level, message, { request_id: requestId, ...fields })
    const keepAlive = c.env?.defer ?? (() => undefined)
    c.set('config', config)
    c.set('log', log)
    c.set('api', api)
    c.set('verifyAccessToken', verifyAccessToken)
    c.set('defer', (work) =>
      keepAlive(work.catch((error: unknown) => log('error', 'deferred work failed', { error: String(error) }))),
    )
    await next()
  }
}

/** The authenticated caller of a route whose access is `user`. */
export function callerOf(c: AppContext): Caller {
  const caller = c.get('caller')
  if (caller === undefined) throw new Error('the route has no authenticated caller')
  return caller
}

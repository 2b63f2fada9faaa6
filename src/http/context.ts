import type { Context, MiddlewareHandler } from 'hono'
import { createBudgets, type HoldBudget } from '../accounts/budget.ts'
import { createAccountCheck, type AccountCheck } from '../accounts/account-check.ts'
import { createTokenVerifier, type VerifyAccessToken } from '../accounts/access-token.ts'
import type { KeptAnswer } from '../accounts/sealed-answer.ts'
import { createKeyLookup, type FindKey } from '../accounts/key-lookup.ts'
import { createRunTickets, type RunTickets } from '../accounts/run-tickets.ts'
import type { Sharing } from '../accounts/shared-memory.ts'
import { createTokenSigner, type SignToken } from '../accounts/token-signer.ts'
import { createRateLimiter, type RateLimiter } from '../accounts/rate-limit.ts'
import type { Config } from '../config.ts'
import type { ApiDescription } from './contract.ts'
import type { ErrorCode } from '../errors.ts'
import { modelsEndpoint, type OwnProviders } from '../gateway/resolve-model.ts'
import { countStreams, type OpenStreams } from '../runs/open-streams.ts'
import { createReaders, type Readers } from '../runs/readers.ts'
import type { AccountLimits, ApiKeyGrant, RunRow } from '../services/database-types.ts'
import { createServiceProbe, type ServiceProbe } from '../services/probes.ts'
import { describeError, type Log } from '../telemetry/log.ts'
import type { Build } from '../telemetry/release.ts'
import { createMeter, type Meter } from '../telemetry/metrics.ts'
import type { CallTelemetry } from '../telemetry/telemetry.ts'
import { createTracer, keptTraceId, traceOf, type Tracer } from '../telemetry/tracer.ts'

/** What a page loads first: names of files, which change with what they hold. */
export type PageFiles = { script: string; style: string; preloads: readonly string[] }

/** What an adapter tells the app with each request; everything a runtime does differently. */
export type RuntimeBindings = {
  /** Name of the runtime, for /health. */
  runtime: string
  build: Build
  /** The files of the Studio by name; undefined where this build has none. */
  studio: PageFiles | undefined
  /** Those of the reference of the API, which are served where those of the Studio are. */
  reference: PageFiles | undefined
  /** Whether this deployment serves them itself, at /assets. */
  servesStudio: boolean
  /** Address of the client behind TRUSTED_HOPS proxies; undefined where the runtime does not tell. */
  clientAddress: string | undefined
  /** Aborts when the process is about to end; undefined where the runtime does not tell. */
  draining: AbortSignal | undefined
  /** Whether a request may not wait for what another one has begun, and may end without a word. */
  isolatesRequests: boolean
  /** Within what time an answer has to begin, where the runtime has a bound for that. */
  longestWaitMs?: number | undefined
  /** Keeps the process (or the isolate) alive until the work is done. */
  defer: (work: Promise<unknown>) => void
}

export type Caller = {
  userId: string
  email: string | undefined
  /** Of the access token, as far as Auth names it. */
  sessionId: string | undefined
  /** The token for the data API: that of the session, or one that is made for the key. */
  readToken: () => Promise<string>
  /** Whether a second factor was shown for it, as far as one is needed: for a key, when that was made. */
  isSecond: boolean
  /** What the key may do by which the caller came; undefined for a session. */
  key: ApiKeyGrant | undefined
  /** Those of its tier that a process knows; undefined while nobody could be asked. */
  limits: AccountLimits | undefined
}

export type AppEnv = {
  Bindings: Partial<RuntimeBindings>
  Variables: {
    config: Config
    requestId: string
    /** What every answer to the request tells; each layer adds its own before it asks the next. */
    answerHeaders: Record<string, string>
    log: Log
    tracer: Tracer
    /** Gathers what the request is counted as; meterRequests sends it off. */
    meter: Meter
    /** The functions that this process serves. */
    api: readonly ApiDescription[]
    verifyAccessToken: VerifyAccessToken
    accountCheck: AccountCheck
    findKey: FindKey
    /** Undefined where the deployment cannot sign tokens, so that keys do not work. */
    signToken: SignToken | undefined
    /** Undefined likewise. */
    runTickets: RunTickets | undefined
    rateLimiter: RateLimiter
    holdBudget: HoldBudget
    probeServices: ServiceProbe
    /** What this process reads of runs for all who watch them. */
    readers: Readers
    openStreams: OpenStreams
    /** What the event streams of this process are counted as, which outlive their requests. */
    streamMeter: Meter
    /** Background work: errors in it are logged, never thrown. */
    defer: (work: Promise<unknown>) => void
    /** Set by authenticate; read it through callerOf. */
    caller: Caller | undefined
    /** What the caller of a model has own keys for; set by chooseChain. */
    own: OwnProviders | undefined
    /** What is kept for a request with an Idempotency-Key, where that is not what was answered. */
    keptInstead: KeptAnswer | undefined
    /** The run that the request is about, for the log and the trace. */
    run: RunRow | undefined
    /** The error that was answered with, for the log. */
    errorCode: ErrorCode | undefined
  }
}

export type AppContext = Context<AppEnv>

/** Gives every request its configuration, log, trace and way to leave work behind. */
export function requestContext(config: Config, write: Log, api: readonly ApiDescription[]): MiddlewareHandler<AppEnv> {
  const verifyAccessToken = createTokenVerifier(config)
  const accountCheck = createAccountCheck(config)
  const findKey = createKeyLookup(config)
  const signToken = createTokenSigner(config)
  const runTickets = createRunTickets(config)
  const rateLimiter = createRateLimiter(config)
  const holdBudget = createBudgets(config)
  const probeServices = createServiceProbe({ config, models: modelsEndpoint(config) })
  const shared = makeShared(config)
  return async function requestContext(c, next) {
    const tracer = createTracer(config, traceOf(config, c.req.header('traceparent')))
    const ids = { request_id: c.get('requestId'), trace_id: tracer.context.traceId }
    const log: Log = (level, message, fields) => write(level, message, { ...ids, ...fields })
    const keepAlive = c.env?.defer ?? (() => undefined)
    c.set('config', config)
    c.set('answerHeaders', { 'X-Request-Id': c.get('requestId') })
    c.set('log', log)
    c.set('tracer', tracer)
    c.set('meter', createMeter(keptTraceId(config, tracer.context)))
    c.set('api', api)
    c.set('verifyAccessToken', verifyAccessToken)
    c.set('accountCheck', accountCheck)
    c.set('findKey', findKey)
    c.set('signToken', signToken)
    c.set('runTickets', runTickets)
    c.set('rateLimiter', rateLimiter)
    c.set('holdBudget', holdBudget)
    c.set('probeServices', probeServices)
    const { readers, openStreams, streamMeter } = c.env?.isolatesRequests === true ? makeShared(config) : shared
    c.set('readers', readers)
    c.set('openStreams', openStreams)
    c.set('streamMeter', streamMeter)
    c.set('defer', (work) =>
      keepAlive(work.catch((error: unknown) => log('error', 'deferred work failed', describeError(error)))),
    )
    await next()
  }
}

/** What the event streams of a process share, and could each have for itself. */
function makeShared(config: Config) {
  return { readers: createReaders(config), openStreams: countStreams(config), streamMeter: createMeter() }
}

/** By what the calls of this request are timed and traced. */
export function callTelemetryOf(c: AppContext): CallTelemetry {
  return { meter: c.get('meter'), tracer: c.get('tracer') }
}

/** How the requests of this process share their questions; undefined where none may wait for another. */
export function sharingOf(c: AppContext): Sharing | undefined {
  return c.env?.isolatesRequests === true ? undefined : { later: c.get('defer') }
}

/** The authenticated caller of a route whose access is `user`. */
export function callerOf(c: AppContext): Caller {
  const caller = c.get('caller')
  if (caller === undefined) throw new Error('the route has no authenticated caller')
  return caller
}

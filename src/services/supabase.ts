import { PostgrestClient } from '@supabase/postgrest-js'
import { createClient } from '@supabase/supabase-js'
import { AppError, isErrorCode } from '../errors.ts'
import type { Config } from '../config.ts'
import type { CallTelemetry } from '../telemetry/telemetry.ts'
import { formatTraceparent } from '../telemetry/trace-context.ts'
import type { Database } from './database-types.ts'
import { describeCall } from './describe-call.ts'
import { fetchWithRetries } from './fetch-with-retries.ts'

export type DatabaseClient = PostgrestClient<Database>
export type AuthClient = ReturnType<typeof connectAuth>

const STATELESS = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false }

// What is given a telemetry times and traces its calls there.

/** Reaches data as the user whose access token this is: row level security decides. */
export function connectAsUser(
  config: Config,
  accessToken: string | (() => Promise<string>),
  telemetry?: CallTelemetry,
): DatabaseClient {
  const readToken = typeof accessToken === 'string' ? () => Promise.resolve(accessToken) : accessToken
  const send = fetchWithin(config.SERVICE_TIMEOUT_MS, 'data', telemetry)
  return connectData(config, config.SUPABASE_PUBLISHABLE_KEY, async (input, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('Authorization', `Bearer ${await readToken()}`)
    return send(input, { ...init, headers })
  })
}

/**
 * Reaches data past row level security for the driver of a run, whose calls may all be made again: what passes by itself,
 * such as a restart of the database or a lost answer, is waited for.
 */
export function connectAsDriver(config: Config, telemetry?: CallTelemetry): DatabaseClient {
  const send = fetchWithin(config.SERVICE_TIMEOUT_MS, 'data', telemetry)
  return connectData(config, config.SUPABASE_SECRET_KEY, fetchWithRetries(send))
}

/** Reaches data past row level security: for admin processes only. */
export function connectAsService(config: Config, telemetry?: CallTelemetry): DatabaseClient {
  return connectData(config, config.SUPABASE_SECRET_KEY, fetchWithin(config.SERVICE_TIMEOUT_MS, 'data', telemetry))
}

/** The client of the data API alone: with those for files, sockets and sessions, each takes 20 kB and a tenth of a millisecond. */
function connectData(config: Config, apiKey: string, fetch: typeof globalThis.fetch): DatabaseClient {
  return new PostgrestClient<Database>(`${config.SUPABASE_URL}/rest/v1`, {
    headers: { apikey: apiKey, Authorization: `Bearer ${apiKey}` },
    schema: 'public',
    fetch,
    // The client would repeat a failed read for seconds, of which the caller knows nothing; a 503 says when to come back.
    retry: false,
  })
}

/** Supabase Auth, for requests that have no user yet. */
export function connectAuth(config: Config, telemetry?: CallTelemetry) {
  return createClient(config.SUPABASE_URL, config.SUPABASE_PUBLISHABLE_KEY, {
    auth: STATELESS,
    global: { fetch: fetchOnce(fetchWithin(config.SERVICE_TIMEOUT_MS, 'accounts', telemetry)) },
  }).auth
}

/**
 * fetch for Auth's client, which would repeat a refresh for half a minute when nothing answers, or with a status that it
 * takes for a passing one: to a caller that has given up by then, the refresh token would be lost. 599 it takes as final.
 */
function fetchOnce(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  const failed = (message: string) => Response.json({ message }, { status: 599 })
  return async (input, init) => {
    try {
      const response = await fetch(input, init)
      if (response.status < 500) return response
      // Its text stays out: what is in front of Auth may repeat the password that it was sent.
      await response.body?.cancel()
      return failed(`status ${response.status}`)
    } catch (error) {
      return failed(String(error))
    }
  }
}

/** A call that takes longer is kept in traces that are not sampled, too. */
const SLOW_CALL_MS = 2500

/** fetch that gives up: a service that hangs must not hang its callers. The service is told the trace. */
function fetchWithin(
  timeoutMs: number,
  service: 'data' | 'accounts',
  telemetry: CallTelemetry | undefined,
): typeof fetch {
  return async (input, init = {}) => {
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    if (telemetry === undefined) return fetch(input, { ...init, signal })
    const start = performance.now()
    const span = telemetry.tracer.begin({ ...describeCall(service, input, init.method), slowMs: SLOW_CALL_MS })
    const headers = new Headers(init.headers)
    headers.set('traceparent', formatTraceparent(span.context))
    let status: number | undefined
    try {
      const response = await fetch(input, { ...init, headers, signal })
      status = response.status
      return response
    } finally {
      const seconds = (performance.now() - start) / 1000
      telemetry.meter.observe('samokoder_backing_service_duration_seconds', { service }, seconds)
      span.end({ failed: (status ?? 500) >= 500, attributes: { 'http.response.status_code': status } })
    }
  }
}

export type DataError = { code?: string; message: string; details?: unknown }

/**
 * The rows of a data API answer.
 * @throws {AppError} what a SQL function raised by code; service_unavailable when nothing answered; else internal
 */
export function rowsOf<T>(answer: { data: T; error: DataError | null; status: number }): NonNullable<T> {
  if (answer.error === null && answer.data !== null && answer.data !== undefined) return answer.data
  throw toAppError(answer.error ?? { message: 'the data API answered with nothing' }, answer.status)
}

function toAppError(error: DataError, status: number): AppError {
  const { code = '', message } = error
  if (code.startsWith('PT') && isErrorCode(message)) return new AppError(message)
  // Data exceptions: a value of the right form that Postgres cannot hold, such as a number too large.
  if (/^22\w{3}$/.test(code)) return new AppError('bad_request', { cause: error })
  // A verified token outlives its account by a minute.
  if (code === '23503' && message.includes('_owner_id_fkey')) return new AppError('unauthorized', { cause: error })
  if (code === 'PGRST116') return new AppError('not_found')
  if (code === 'PGRST301' || code === 'PGRST303' || status === 401)
    return new AppError('unauthorized', { cause: error })
  // From 502 on it is a gateway that answers, and those of hosted services have statuses of their own, such as 522.
  if (status === 0 || status >= 502) return new AppError('service_unavailable', { cause: error })
  return new AppError('internal', { cause: error })
}

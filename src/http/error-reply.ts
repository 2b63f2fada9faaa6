import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'
import { ProviderError } from '../gateway/provider-error.ts'
import { AppError, type ErrorCode, type ErrorDetail } from '../errors.ts'
import { describeError } from '../telemetry/log.ts'
import type { AppContext } from './context.ts'
import { answerJson } from './reply.ts'

/** The one place where an error becomes an answer: `{"error": {"code", "message", "request_id", "details"?}}`. */
export function replyError(error: unknown, c: AppContext): Response {
  const known = toAppError(error)
  c.set('errorCode', known.code)
  const headers: Record<string, string> = {}
  if (known.retryAfterSeconds !== undefined) headers['Retry-After'] = String(known.retryAfterSeconds)
  // Its own retries are spent: a client that asked again would multiply them. Who is told when to come back may.
  if (known.cause instanceof ProviderError && known.retryAfterSeconds === undefined) headers['X-Should-Retry'] = 'false'
  if (known.status === 401) headers['WWW-Authenticate'] = known.challenge ?? 'Bearer'
  return answerJson(c, known.status, reportError(known, c), headers)
}

/** Logs an error that is a fault of ours, and gives back what the caller may know of it, in an answer or in a stream. */
export function reportError(error: unknown, c: AppContext): ErrorBody {
  return errorReporter(c)(error)
}

/** The same for a stream, which outlives its request and does not hold it. */
export function errorReporter(c: AppContext): (error: unknown) => ErrorBody {
  const log = c.get('log')
  const request_id = c.get('requestId')
  const route = routePath(c, -1)
  const isOpenAI = c.req.path.startsWith('/v1/')
  return (error) => {
    const known = toAppError(error)
    const { code, message, status, details } = known
    if (status >= 500) log('error', 'request failed', { route, ...describeError(known.cause ?? error) })
    const dialect = isOpenAI ? describeForOpenAI(status, details) : {}
    return { error: { code, message, ...dialect, request_id, ...(details === undefined ? {} : { details }) } }
  }
}

type ErrorBody = {
  error: {
    code: ErrorCode
    message: string
    request_id: string
    details?: ErrorDetail[]
    type?: string
    param?: string | null
  }
}

/** What clients of OpenAI's API look for in an error besides. */
function describeForOpenAI(status: number, details: ErrorDetail[] | undefined) {
  const param = details?.[0]?.path.slice(1).join('.') || null
  return { type: TYPE_OF_STATUS[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error'), param }
}

/** As clients of OpenAI's API know it, with what its provider says in names of its own, so that a program can act on it. */
function ofProvider(error: ProviderError): AppError {
  const { param, told } = error.refusal
  const { retryAfterSeconds } = error
  const path = ['body', ...(param?.split('.') ?? [])]
  const details =
    param === undefined && told === undefined ? {} : { details: [{ path, message: told ?? 'is refused' }] }
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  const code = error.code === 'context_overflow' ? 'context_length_exceeded' : error.code
  return new AppError(code, { cause: error, ...details, ...wait })
}

const TYPE_OF_STATUS: Partial<Record<number, string>> = { 401: 'authentication_error', 429: 'rate_limit_error' }

const CODE_OF_STATUS: Partial<Record<number, ErrorCode>> = {
  400: 'bad_request',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof ProviderError) return ofProvider(error)
  if (error instanceof HTTPException) return new AppError(CODE_OF_STATUS[error.status] ?? 'internal', { cause: error })
  return new AppError('internal', { cause: error })
}

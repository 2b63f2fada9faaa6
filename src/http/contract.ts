import type * as z from 'zod'
import type { Scope } from '../accounts/scopes.ts'
import type { ErrorCode } from '../errors.ts'
import type { AnswerHeader } from './answer-headers.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
/** JSON of the schema, something of a media type, one of both as the caller wishes, or nothing. */
export type ResponseContract = {
  description: string
  schema?: z.ZodType
  mediaType?: string | readonly string[]
  /** What an event stream is made of: the JSON of an event's data. */
  event?: z.ZodType
  /** Headers of this answer besides those that all have. */
  headers?: readonly AnswerHeader[]
}

export type Contract = {
  method: Method
  /** OpenAPI form, `/api/projects/{id}`; a `{path}` takes slashes too. */
  path: string
  /** A verb and a noun, by which programs call the route. */
  operationId: string
  summary: string
  description?: string
  access: 'public' | 'user'
  /** What a key for programs must be allowed to come in here; without it the route is for signed-in people alone. */
  scope?: Scope
  /** Whether a session may come in here before the second factor of its account was shown. */
  beforeSecondFactor?: true
  /** Whether a ticket in the address lets its bearer in, too: one of the run that the path names. */
  ticket?: 'run'
  /** What a public route is limited by; routes of users are limited by account. */
  limitedBy?: 'address'
  /** Set for what spends money or signs up: nobody does that uncounted. Everything else is served. */
  whenLimiterAway?: 'refuse'
  /** Whether a request with an Idempotency-Key is made once: what creates or spends. Of users alone. */
  idempotent?: true
  /** Whether an answer may be kept for the caller who asks for that with X-Samokoder-Cache-Ttl. */
  cached?: true
  params?: z.ZodType
  query?: z.ZodType
  /** JSON body. */
  body?: z.ZodType
  /** For the API's document, where the schema does not say enough to make a good one. */
  bodyExample?: unknown
  /** Media types of a body that is taken as it comes; beside `body`, which is undefined then, another way to ask. */
  rawBody?: readonly string[]
  /** Request headers the route reads, with what they do. */
  headers?: Record<string, string>
  responses: Record<number, ResponseContract>
  errors: ErrorCode[]
}

/** A file of `functions/` as the API's description sees it. */
export type ApiDescription = { name: string; description: string; contracts: readonly Contract[] }

/** The errors every route of a contract may answer with, its own and those of its guards. */
export function errorsOf(contract: Contract): ErrorCode[] {
  const errors = new Set<ErrorCode>(contract.errors)
  if (contract.access === 'user') errors.add('unauthorized').add('insufficient_scope')
  if (contract.access === 'user' && contract.beforeSecondFactor !== true) errors.add('mfa_required')
  if (contract.access === 'user' || contract.limitedBy !== undefined) errors.add('rate_limited')
  if (contract.params ?? contract.query ?? contract.body) errors.add('bad_request')
  if (contract.body) for (const code of ['invalid_json', 'unsupported_media_type'] as const) errors.add(code)
  if (contract.idempotent === true) {
    for (const code of ['bad_request', 'request_under_way', 'idempotency_mismatch'] as const) errors.add(code)
  }
  if (contract.body ?? contract.rawBody) errors.add('payload_too_large')
  errors.add('internal').add('service_unavailable')
  return [...errors]
}

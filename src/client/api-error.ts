import type { components } from './api-types.ts'

type ErrorBody = components['schemas']['ApiError']['error']

/** An answer that is no success, with what the API says of it. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** One of those of the API's document; undefined where something on the way has answered. */
  readonly code: ErrorBody['code'] | undefined
  readonly details: ErrorBody['details']
  /** By which the operator finds the request. */
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(response: Response, body: unknown) {
    const error = (body as { error?: Partial<ErrorBody> } | undefined)?.error
    super(error?.message ?? `The API answered with ${response.status}.`)
    this.status = response.status
    this.code = error?.code
    this.details = error?.details
    this.requestId = error?.request_id ?? response.headers.get('X-Request-Id') ?? undefined
    const seconds = Number(response.headers.get('Retry-After') ?? NaN)
    this.retryAfterSeconds = Number.isNaN(seconds) ? undefined : seconds
  }
}

type Failed = components['schemas']['StreamFailedEvent']['error']

/** What a stream has broken off with, as its last event said. */
export class StreamError extends Error {
  override readonly name = 'StreamError'
  readonly code: string
  /** By which the operator finds the request. */
  readonly requestId: string

  constructor({ code, message, request_id }: Failed) {
    super(message)
    this.code = code
    this.requestId = request_id
  }
}

/** Whether the same request may be answered another time. */
export function mayPass(error: unknown): boolean {
  // What is no answer is a connection that broke.
  if (!(error instanceof ApiError)) return true
  return error.status === 429 || error.status >= 500 || error.code === 'request_under_way'
}

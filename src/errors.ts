/** Every error code the API can answer with: its HTTP status and what it means to the caller. */
export const ERROR_CODES = {
  bad_request: [400, 'The request is not valid.'],
  invalid_json: [400, 'The request body is not valid JSON.'],
  unknown_model: [400, 'This deployment does not serve that model.'],
  unauthorized: [401, 'A valid access token is needed: send it as "Authorization: Bearer <token>".'],
  invalid_credentials: [401, 'The e-mail address or the password is wrong.'],
  invalid_refresh_token: [401, 'The refresh token is unknown, used or expired: log in again.'],
  not_found: [404, 'There is no such resource.'],
  method_not_allowed: [405, 'This resource does not have that method.'],
  email_taken: [409, 'An account with this e-mail address exists.'],
  head_moved: [409, 'The project was changed meanwhile: read it again and retry.'],
  blob_missing: [409, 'A file that the version names is not stored.'],
  project_archived: [409, 'The project is archived: set its status to "active" to change it.'],
  run_active: [409, 'The project has a run under way: wait for its end or cancel it.'],
  stale_epoch: [409, 'Another process has taken this run over.'],
  precondition_failed: [412, 'The file or version is not the one named by If-Match or If-None-Match.'],
  payload_too_large: [413, 'The request body is larger than this resource takes.'],
  unsupported_media_type: [415, 'Send the body as application/json.'],
  client_closed_request: [499, 'The client left before the answer began.'],
  rate_limited: [429, 'Too many requests: wait as long as Retry-After says.'],
  internal: [500, 'Something went wrong on our side; the request id finds it in the log.'],
  service_unavailable: [503, 'A backing service does not answer: try again.'],
  provider_refused: [400, 'The AI provider refused the request.'],
  provider_denied: [502, 'The AI provider does not accept the key of this deployment.'],
  provider_unavailable: [502, 'The AI provider could not be reached or failed.'],
  provider_cut: [502, 'The AI provider broke off its answer.'],
  provider_invalid: [502, 'The AI provider answered with something that is not its protocol.'],
  provider_rate_limited: [503, 'The AI provider has no capacity for this key at the moment.'],
  provider_timeout: [504, 'The AI provider fell silent.'],
  output_truncated: [502, 'The answer reached the longest output that the model gives.'],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type ErrorCode = keyof typeof ERROR_CODES

/** Where bad input stands (`["body", "name"]`) and what would be right there. */
export type ErrorDetail = { path: (string | number)[]; message: string }

/** The one error that reaches a caller: `message` is public, `cause` goes to the log only. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly status: number
  readonly details: ErrorDetail[] | undefined
  readonly retryAfterSeconds: number | undefined
  /** How to authenticate, where it is not with an access token. */
  readonly challenge: string | undefined

  constructor(
    code: ErrorCode,
    options: {
      message?: string
      details?: ErrorDetail[]
      retryAfterSeconds?: number
      challenge?: string
      cause?: unknown
    } = {},
  ) {
    const [status, message] = ERROR_CODES[code]
    super(options.message ?? message, { cause: options.cause })
    this.code = code
    this.status = status
    this.details = options.details
    this.challenge = options.challenge
    this.retryAfterSeconds = options.retryAfterSeconds ?? (status === 503 ? 5 : undefined)
  }
}

export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(ERROR_CODES, value)
}

import { APIConnectionError, APIError } from 'openai'
import { ERROR_CODES, type ErrorCode } from '../errors.ts'

/** Why a call to a provider ended without a whole answer, or was not made. */
export type ProviderErrorCode = Extract<ErrorCode, `provider_${string}` | 'output_truncated' | 'context_overflow'>

/** `message` is public; what the provider said is in `cause`. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  readonly code: ProviderErrorCode
  /** When the provider asks to come back, if it does. */
  readonly retryAfterSeconds: number | undefined

  constructor(code: ProviderErrorCode, cause?: unknown, retryAfterSeconds?: number) {
    super(ERROR_CODES[code][1], { cause })
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** What the openai client threw, as one of our codes; `started` tells whether text had come before. */
export function toProviderError(error: unknown, started: boolean): ProviderError {
  if (error instanceof ProviderError) return error
  if (error instanceof APIConnectionError)
    return new ProviderError(started ? 'provider_cut' : 'provider_unavailable', error)
  if (error instanceof APIError) return new ProviderError(codeOf(error), refusalOf(error), retryAfterOf(error))
  if (error instanceof SyntaxError) return new ProviderError('provider_invalid', error)
  return new ProviderError(started ? 'provider_cut' : 'provider_invalid', error)
}

/** What a provider says in words may quote the prompt, so that only its status and its own codes are told. */
function refusalOf({ status, code, type, requestID }: APIError): Error {
  const codes = [code, type, requestID].filter((part) => typeof part === 'string' && /^[\w.:-]{1,64}$/.test(part))
  return new Error([status === undefined ? 'an error within the stream' : `status ${status}`, ...codes].join(' '))
}

/** An error within a stream has no status. */
function codeOf(error: APIError): ProviderErrorCode {
  const { status, code } = error
  if (code === 'context_length_exceeded') return 'context_overflow'
  if (status === 429 || (status === 503 && error.headers?.has('Retry-After'))) return 'provider_rate_limited'
  if (status === 401 || status === 403) return 'provider_denied'
  return status !== undefined && status >= 400 && status < 500 ? 'provider_refused' : 'provider_unavailable'
}

/** In seconds, of either form of the header; none that no clock could mean. */
function retryAfterOf({ headers }: APIError): number | undefined {
  const text = headers?.get('Retry-After')
  if (!text) return undefined
  const seconds = /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined
}

import { APIConnectionError, APIError } from 'openai'

/** Why a call to a provider ended without a whole answer. */
export type ProviderErrorCode =
  | 'provider_refused'
  | 'provider_rate_limited'
  | 'provider_unavailable'
  | 'provider_timeout'
  | 'provider_cut'
  | 'provider_invalid'
  | 'output_truncated'

const MESSAGES: Record<ProviderErrorCode, string> = {
  provider_refused: 'The AI provider refused the request.',
  provider_rate_limited: 'The AI provider has no capacity for this key at the moment.',
  provider_unavailable: 'The AI provider could not be reached or failed.',
  provider_timeout: 'The AI provider fell silent.',
  provider_cut: 'The AI provider broke off its answer.',
  provider_invalid: 'The AI provider answered with something that is not its protocol.',
  output_truncated: 'The answer reached the longest output that the model gives.',
}

/** `message` is public; what the provider said is in `cause`. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  readonly code: ProviderErrorCode

  constructor(code: ProviderErrorCode, cause?: unknown) {
    super(MESSAGES[code], { cause })
    this.code = code
  }
}

/** What the openai client threw, as one of our codes; `started` tells whether text had come before. */
export function toProviderError(error: unknown, started: boolean): ProviderError {
  if (error instanceof ProviderError) return error
  if (error instanceof APIConnectionError)
    return new ProviderError(started ? 'provider_cut' : 'provider_unavailable', error)
  if (error instanceof APIError) {
    if (error.status === 429) return new ProviderError('provider_rate_limited', error)
    if (error.status !== undefined && error.status >= 400 && error.status < 500) {
      return new ProviderError('provider_refused', error)
    }
    return new ProviderError('provider_unavailable', error)
  }
  if (error instanceof SyntaxError) return new ProviderError('provider_invalid', error)
  return new ProviderError(started ? 'provider_cut' : 'provider_invalid', error)
}

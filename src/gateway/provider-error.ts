import { ERROR_CODES, type ErrorCode } from '../errors.ts'

/** Why a call to a provider ended without a whole answer, or was not made. */
export type ProviderErrorCode =
  | Extract<ErrorCode, `provider_${string}`>
  | 'payload_too_large'
  | 'output_truncated'
  | 'context_overflow'
  | 'content_filter'
  | 'model_not_found'

export type Refusal = {
  /** How long not to ask again, as the provider says. */
  retryAfterMs?: number | undefined
  /** The field that is wrong, in the words of the provider. */
  param?: string | undefined
  /** It would be the same again. */
  isFinal?: boolean
  /** The provider's own code. */
  told?: string | undefined
}

/** `message` is public; what the provider said is in `cause`. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  readonly code: ProviderErrorCode
  readonly refusal: Refusal

  constructor(code: ProviderErrorCode, cause?: unknown, refusal: Refusal = {}) {
    super(ERROR_CODES[code][1], { cause })
    this.code = code
    this.refusal = refusal
  }

  /** When the provider asks to come back, if it does. */
  get retryAfterSeconds(): number | undefined {
    const { retryAfterMs } = this.refusal
    return retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000)
  }
}

/** With these, whichever model is asked will not take the request. */
const OF_THE_CALLER: ReadonlySet<ProviderErrorCode> = new Set([
  'provider_refused',
  'provider_unprocessable',
  'context_overflow',
  'content_filter',
  'payload_too_large',
])

/** What may pass by itself, so that the same model may be asked again. */
const PASSING: ReadonlySet<ProviderErrorCode> = new Set([
  'provider_unavailable',
  'provider_rate_limited',
  'provider_invalid',
  'provider_timeout',
  'provider_cut',
])

export function isOfTheCaller({ code }: ProviderError): boolean {
  return OF_THE_CALLER.has(code)
}

export function isPassing({ code, refusal }: ProviderError): boolean {
  return PASSING.has(code) && refusal.isFinal !== true
}

/** Whether all that its provider is asked would fail, not only this model or this request. */
export function isOfTheProvider(error: ProviderError): boolean {
  return PASSING.has(error.code) || error.code === 'provider_denied' || error.code === 'provider_quota'
}

/** What a status other than 200 says, with the `error` of its body, if it has one. */
export function refusalOfStatus(status: number, told: unknown, retryAfterMs?: number): ProviderError {
  const { message, type, ...words } = wordsOf(told)
  const isFull = status === 503 && retryAfterMs !== undefined
  const code = isFull ? 'provider_rate_limited' : codeOf(status, words.told ?? type, message)
  const cause = new Error([`status ${status}`, words.told, type].filter(Boolean).join(' '))
  return new ProviderError(code, cause, { ...words, retryAfterMs })
}

/** An `error` within a stream, or in an answer with status 200. Its code may be the status that it would have had. */
export function refusalOfBody(told: unknown): ProviderError {
  const { code } = Object(told) as { code?: unknown }
  const status = typeof code === 'number' && code >= 400 && code < 600 ? code : undefined
  const { message, type, ...words } = wordsOf(told)
  const cause = new Error(['an error in the answer', words.told, type].filter(Boolean).join(' '))
  if (status !== undefined) return new ProviderError(codeOf(status, words.told ?? type, message), cause, words)
  return new ProviderError(codeByWord(words.told ?? type, message) ?? 'provider_unavailable', cause, words)
}

function codeOf(status: number, word: string | undefined, message: string): ProviderErrorCode {
  // What a provider refuses with 5xx in words of a caller's fault is its fault all the same.
  const byWord = status < 500 ? codeByWord(word, message) : undefined
  if (byWord !== undefined) return byWord
  if (status < 400) return 'provider_invalid'
  return CODE_OF_STATUS[status] ?? (status < 500 ? 'provider_refused' : 'provider_unavailable')
}

const CODE_OF_STATUS: Partial<Record<number, ProviderErrorCode>> = {
  401: 'provider_denied',
  402: 'provider_quota',
  403: 'provider_denied',
  404: 'model_not_found',
  408: 'provider_timeout',
  409: 'provider_unavailable',
  413: 'payload_too_large',
  422: 'provider_unprocessable',
  425: 'provider_unavailable',
  429: 'provider_rate_limited',
  504: 'provider_timeout',
}

const CODE_OF_WORD: Record<string, ProviderErrorCode> = {
  context_length_exceeded: 'context_overflow',
  content_filter: 'content_filter',
  content_policy_violation: 'content_filter',
  insufficient_quota: 'provider_quota',
  model_not_found: 'model_not_found',
  rate_limit_exceeded: 'provider_rate_limited',
  invalid_api_key: 'provider_denied',
}

/** How those say it who have no code for it: Anthropic, Gemini, vLLM, llama.cpp, Mistral. */
const TOO_LONG =
  /maximum context|context (?:length|window|size)|prompt is too long|too large for model|exceeds? the (?:maximum|available) (?:number of tokens|context)/i

function codeByWord(word: string | undefined, message: string): ProviderErrorCode | undefined {
  if (word !== undefined && Object.hasOwn(CODE_OF_WORD, word)) return CODE_OF_WORD[word]
  return TOO_LONG.test(message) ? 'context_overflow' : undefined
}

/** A failure that does not repeat the key, as some providers do in place of a code. */
export function withoutKey(error: ProviderError, key: string | undefined): ProviderError {
  const { code, refusal, cause } = error
  const said = [refusal.param, refusal.told, String(cause)]
  if (key === undefined || !said.some((text) => text?.includes(key))) return error
  return new ProviderError(code, new Error('its words repeat the key'), {
    ...refusal,
    param: undefined,
    told: undefined,
  })
}

/** What a provider says in words may quote the prompt, so that only its own codes are told on. */
function wordsOf(told: unknown) {
  const { code, type, param, message } = Object(told) as Record<string, unknown>
  // vLLM and Mistral name it in words alone, or in a list of details.
  const names = typeof message === 'string' ? message : (JSON.stringify(told) ?? '').slice(0, 1000)
  return {
    told: asName(code, /^[\w.:-]{1,64}$/),
    type: asName(type, /^[\w.:-]{1,64}$/),
    param: asName(param, /^[\w.[\]]{1,100}$/) ?? /\bstream_options\b/.exec(names)?.[0],
    message: typeof message === 'string' ? message.slice(0, 1000) : '',
  }
}

function asName(value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined
}

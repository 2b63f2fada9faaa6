// Every header that is meant for callers: the API's document declares them, and CORS lets scripts of other origins read them.
import type { Contract } from './contract.ts'
import { MODEL_HEADERS } from './model-headers.ts'
import { RATE_HEADERS } from './rate-headers.ts'

export const CACHE_HEADER = 'X-Samokoder-Cache'

export const ANSWER_HEADERS = {
  'X-Request-Id': 'Finds the request in the log of the deployment.',
  ETag: 'Names this state of what was read, for If-Match.',
  Location: 'The address of what was made.',
  'Content-Disposition': 'The name of the download.',
  'Retry-After': 'After how many seconds to ask again.',
  'WWW-Authenticate': 'How to authenticate.',
  Allow: 'The methods that there are.',
  'Idempotent-Replayed': '`true` where the Idempotency-Key was known, and this was answered before.',
  'X-Samokoder-Version': 'The version that the file is of.',
  [CACHE_HEADER]: 'Where an answer may be kept: `hit` or `miss`.',
  ...MODEL_HEADERS,
  ...RATE_HEADERS,
} as const

export type AnswerHeader = keyof typeof ANSWER_HEADERS

/** Those of an answer of this status, besides those that tell of its body alone. */
export function headersOf(contract: Contract, status: number): AnswerHeader[] {
  const { path, access, idempotent, cached, responses } = contract
  const isOfModels = path.startsWith('/v1/') && access === 'user'
  const isGood = status < 300
  return [
    'X-Request-Id',
    ...(responses[status]?.headers ?? []),
    ...(status === 401 ? (['WWW-Authenticate'] as const) : []),
    ...(status === 429 || status === 503 ? (['Retry-After'] as const) : []),
    ...(idempotent === true && isGood ? (['Idempotent-Replayed'] as const) : []),
    ...(cached === true ? ([CACHE_HEADER] as const) : []),
    ...(isOfModels && status >= 400 ? (['X-Should-Retry'] as const) : []),
    ...(isOfModels ? (Object.keys(RATE_HEADERS) as (keyof typeof RATE_HEADERS)[]) : []),
  ]
}

import type { Passage, RateClaim } from '../accounts/rate-limit.ts'

const LIMIT = 'x-ratelimit-limit-requests'
const REMAINING = 'x-ratelimit-remaining-requests'
const RESET = 'x-ratelimit-reset-requests'

/** As OpenAI's API calls them: platform.openai.com/docs/guides/rate-limits. Tokens are not limited by the minute here. */
export const RATE_HEADERS = {
  [LIMIT]: 'How many requests may be made in any minute, where that is limited.',
  [REMAINING]: 'How many more may be made now.',
  [RESET]: 'After how long all of them may be made again; where none is left, after how long one may: `60s`.',
} as const

/** Of the claim that refuses the request, or that has the least left. */
export function rateHeaders(claims: readonly RateClaim[], { refusal, left }: Passage): Record<string, string> {
  const standings = claims.map(({ limit }, index) => ({ limit, left: left[index] ?? 0 }))
  const told =
    refusal === undefined ? standings.toSorted((one, other) => one.left - other.left)[0] : standings[refusal.claim]
  if (told === undefined) return {}
  // Any minute is empty a minute after the last request, which is this one.
  const seconds = refusal === undefined ? 60 : Math.ceil(refusal.waitMs / 1000)
  return { [LIMIT]: String(told.limit), [REMAINING]: String(told.left), [RESET]: `${seconds}s` }
}

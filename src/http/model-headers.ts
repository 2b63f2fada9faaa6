import type { CallState } from '../gateway/model-call.ts'

/** What an answer of a model tells of itself besides. */
export const MODEL_HEADERS = {
  'X-Samokoder-Model': 'The model that answers.',
  'X-Samokoder-Provider': 'The provider that it is of.',
  'X-Samokoder-Attempts': 'How many requests to providers it took.',
  'X-Samokoder-Cost-Usd': 'What it cost, where that is known before the answer begins.',
  'X-Should-Retry': '`false` where this deployment has tried again itself: to ask again would multiply that.',
} as const

/** Those of an answer that a model gave. */
export const ANSWERED_BY = [
  'X-Samokoder-Model',
  'X-Samokoder-Provider',
  'X-Samokoder-Attempts',
  'X-Samokoder-Cost-Usd',
] as const

/** Which model answers, of which provider, after how many requests; its cost, where the answer has ended and it is known. */
export function modelHeaders({ model, provider, attempts, costUsd }: CallState): Record<string, string> {
  return {
    'X-Samokoder-Model': encodeURI(model),
    'X-Samokoder-Provider': provider,
    'X-Samokoder-Attempts': String(attempts),
    ...(costUsd === undefined ? {} : { 'X-Samokoder-Cost-Usd': String(costUsd) }),
  }
}

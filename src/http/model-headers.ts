import type { CallState } from '../gateway/model-call.ts'

/** What an answer of a model tells of itself besides. */
export const MODEL_HEADERS = [
  'X-Samokoder-Model',
  'X-Samokoder-Provider',
  'X-Samokoder-Attempts',
  'X-Samokoder-Cost-Usd',
  'X-Should-Retry',
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

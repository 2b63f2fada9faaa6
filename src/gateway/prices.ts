import type { Config } from '../config.ts'
import type { Usage } from '../services/database-types.ts'

/** What a call costs by AI_PRICES, in US dollars; nothing for a model without a price. */
export function costOf(prices: Config['AI_PRICES'], model: string, usage: Usage): number {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined
  if (price === undefined) return 0
  return (usage.prompt_tokens * price.prompt + usage.completion_tokens * price.completion) / 1_000_000
}

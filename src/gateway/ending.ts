import type { CallUsage } from '../services/database-types.ts'
import { choicesOf, type Chunk } from './chunk.ts'
import { ProviderError } from './provider-error.ts'

/** What is known of an answer besides its text: complete once the answer has ended. */
export type CallEnd = {
  usage: CallUsage | undefined
  /** What the provider says that the call cost, in US dollars. */
  providerCostUsd: number | undefined
  /** Of the choice that ended last. */
  finishReason: string | undefined
}

export function openEnd(): CallEnd {
  return { usage: undefined, providerCostUsd: undefined, finishReason: undefined }
}

/** Notes the ends of an answer's choices, each of which has its own, and what it took. */
export type Ending = {
  /** @throws {ProviderError} when a choice ended with an error */
  note: (chunk: Chunk) => void
  /** Whether every choice that there was has come to its end. */
  isWhole: () => boolean
}

export function watchEnding(end: CallEnd): Ending {
  const open = new Set<unknown>()
  let ended = 0
  return {
    note(chunk) {
      noteUsage(end, chunk.usage)
      for (const { index = 0, finish_reason: reason } of choicesOf(chunk)) {
        if (reason === 'error') throw new ProviderError('provider_unavailable', new Error('finish reason "error"'))
        if (typeof reason !== 'string' || reason === '') {
          open.add(index)
          continue
        }
        open.delete(index)
        ended += 1
        end.finishReason = reason
      }
    },
    isWhole: () => ended > 0 && open.size === 0,
  }
}

type Told = {
  prompt_tokens?: unknown
  completion_tokens?: unknown
  total_tokens?: unknown
  prompt_tokens_details?: { cached_tokens?: unknown } | null
  completion_tokens_details?: { reasoning_tokens?: unknown } | null
  /** So does DeepSeek tell it: api-docs.deepseek.com/guides/kv_cache. */
  prompt_cache_hit_tokens?: unknown
  /** OpenRouter: openrouter.ai/docs/use-cases/usage-accounting. */
  cost?: unknown
}

function noteUsage(end: CallEnd, told: unknown): void {
  if (typeof told !== 'object' || told === null) return
  const usage = told as Told
  if (typeof usage.cost === 'number' && Number.isFinite(usage.cost) && usage.cost >= 0) end.providerCostUsd = usage.cost
  // What is embedded has no answer of tokens.
  const { prompt_tokens, completion_tokens = usage.total_tokens === prompt_tokens ? 0 : undefined } = usage
  if (!isCount(prompt_tokens) || !isCount(completion_tokens)) return
  const cached = usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens
  const reasoning = usage.completion_tokens_details?.reasoning_tokens
  end.usage = {
    prompt_tokens,
    completion_tokens,
    cached_tokens: isCount(cached) ? Math.min(cached, prompt_tokens) : 0,
    reasoning_tokens: isCount(reasoning) ? Math.min(reasoning, completion_tokens) : 0,
  }
}

/** Whether a provider's figure can be one: what is summed up must never fall, nor leave what the database holds. */
function isCount(tokens: unknown): tokens is number {
  return Number.isInteger(tokens) && Number(tokens) >= 0 && Number(tokens) < 2 ** 31
}

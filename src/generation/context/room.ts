import type { Config } from '../../config.ts'
import { ProviderError } from '../../gateway/provider-error.ts'
import type { ChatMessage } from '../../gateway/chat-message.ts'
import { countTokens } from '../../gateway/count-tokens.ts'
import { factsOf } from '../../gateway/model-facts.ts'
import { chainOf } from '../../gateway/resolve-model.ts'

type Limits = Pick<Config, 'AI_FALLBACK_MODELS' | 'AI_MAX_OUTPUT_TOKENS' | 'AI_MODEL_LIMITS'> &
  Partial<Pick<Config, 'AI_ALIASES'>>

/** What the protocol puts around each message. */
const MESSAGE_TOKENS = 8

/** Most of a window that is kept for the answer. */
const MOST_FOR_ANSWER = 0.4

/** Most tokens that a prompt may have, so that it and its answer fit whichever model of its chain is asked. */
export function promptRoom(config: Limits, model: string): number {
  const { AI_MAX_OUTPUT_TOKENS: longest = Infinity } = config
  const rooms = chainOf(config, model).map((asked) => {
    const { windowTokens, outputTokens } = factsOf(config, asked)
    return windowTokens - Math.min(outputTokens, longest, Math.floor(windowTokens * MOST_FOR_ANSWER))
  })
  return Math.min(...rooms)
}

export function countMessages(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + MESSAGE_TOKENS + countTokens(content), 0)
}

/**
 * The last look before a call: what does not fit is never sent. Gives how many tokens the prompt has at most.
 * @throws {ProviderError} context_overflow
 */
export function requireRoom(config: Limits, model: string, messages: readonly ChatMessage[], imageTokens = 0): number {
  const tokens = countMessages(messages) + imageTokens
  const room = promptRoom(config, model)
  if (tokens <= room) return tokens
  throw new ProviderError('context_overflow', `a prompt of about ${tokens} tokens has room for ${room}`)
}

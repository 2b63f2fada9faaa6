import { OpenAI } from 'openai'
import type { Config } from '../config.ts'
import type { Usage } from '../services/database-types.ts'
import { ProviderError, toProviderError } from './provider-error.ts'
import { createWatchdog } from './watchdog.ts'

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string }
export type CompletionRequest = {
  model: string
  messages: ChatMessage[]
  /** W3C trace context to hand on. */
  traceparent: string
  /** Called for each HTTP request that was made, retries included, with its status or `none`. */
  onAttempt: (status: string) => void
}

/**
 * Streams the text of one chat completion and returns its usage.
 * Aborting `signal` closes the call upstream and throws the signal's reason.
 * @throws {ProviderError} when the answer is not whole; the text that was yielded before stays good
 */
export async function* streamCompletion(
  config: Config,
  request: CompletionRequest,
  signal: AbortSignal,
): AsyncGenerator<string, Usage> {
  const watchdog = createWatchdog(signal)
  let started = false
  try {
    watchdog.expect(config.AI_FIRST_TOKEN_TIMEOUT_MS)
    const stream = await startStream(config, request, watchdog.signal)
    const end = { reason: undefined as string | undefined, usage: { prompt_tokens: 0, completion_tokens: 0 } }
    for await (const chunk of stream) {
      watchdog.expect(config.AI_IDLE_TIMEOUT_MS)
      // Providers send chunks without choices, for usage and as a sign of life.
      const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined
      if (chunk.usage) {
        const { prompt_tokens, completion_tokens } = chunk.usage
        end.usage = { prompt_tokens, completion_tokens }
      }
      end.reason = choice?.finish_reason ?? end.reason
      const text = choice?.delta?.content
      if (typeof text === 'string' && text !== '') {
        started = true
        watchdog.pause()
        yield text
        watchdog.expect(config.AI_IDLE_TIMEOUT_MS)
      }
    }
    // The client ends its loop quietly when it was aborted.
    watchdog.signal.throwIfAborted()
    requireWhole(end.reason, started)
    return end.usage
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (watchdog.timedOut()) throw new ProviderError('provider_timeout', error)
    throw toProviderError(error, started)
  } finally {
    watchdog.release()
  }
}

function startStream(
  config: Config,
  { model, messages, traceparent, onAttempt }: CompletionRequest,
  signal: AbortSignal,
) {
  const client = new OpenAI({
    baseURL: config.AI_BASE_URL,
    apiKey: config.AI_API_KEY,
    maxRetries: config.AI_MAX_RETRIES,
    // The watchdog keeps time; this one must never be first.
    timeout: config.AI_FIRST_TOKEN_TIMEOUT_MS * 2,
    logLevel: 'off',
    defaultHeaders: { traceparent },
    fetch: async (url, init) => {
      let status = 'none'
      try {
        const response = await fetch(url, init)
        status = String(response.status)
        return response
      } finally {
        onAttempt(status)
      }
    },
  })
  return client.chat.completions.create(
    {
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
      ...(config.AI_MAX_OUTPUT_TOKENS === undefined ? {} : { max_tokens: config.AI_MAX_OUTPUT_TOKENS }),
    },
    { signal },
  )
}

function requireWhole(finishReason: string | undefined, started: boolean): void {
  if (finishReason === 'length') throw new ProviderError('output_truncated')
  if (finishReason === 'content_filter') throw new ProviderError('provider_refused', 'content filter')
  if (finishReason === undefined) throw new ProviderError(started ? 'provider_cut' : 'provider_invalid')
}

import { OpenAI } from 'openai'
import type { Config } from '../config.ts'
import type { Usage } from '../services/database-types.ts'
import { ProviderError, toProviderError } from './provider-error.ts'
import { createWatchdog, type Watchdog } from './watchdog.ts'

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string }
type Params = Omit<OpenAI.Chat.Completions.ChatCompletionCreateParams, 'stream'>
export type Chunk = OpenAI.Chat.Completions.ChatCompletionChunk
export type Completion = OpenAI.Chat.Completions.ChatCompletion

/** The fields of a chat completion request; which model, and whether it is streamed, is said apart from it. */
export type CompletionBody = {
  [field: string]: unknown
  messages: readonly { role: string }[]
  max_tokens?: number | null | undefined
  max_completion_tokens?: number | null | undefined
}
export type CompletionRequest = {
  model: string
  body: CompletionBody
  /** W3C trace context to hand on. */
  traceparent: string
  /** Called for each HTTP request that was made, retries included, with its status or `none`. */
  onAttempt: (status: string) => void
}

/** What is known of an answer besides its text: complete once the answer has ended. */
export type CompletionEnd = { usage: Usage | undefined; finishReason: string | undefined }

/**
 * Streams one chat completion, chunk by chunk, and notes its usage and finish reason in `end`.
 * Aborting `signal` closes the call upstream and throws the signal's reason.
 * @throws {ProviderError} when the answer breaks off; the chunks that were yielded before stay good
 */
export async function* streamCompletion(
  config: Config,
  request: CompletionRequest,
  signal: AbortSignal,
  end: CompletionEnd,
): AsyncGenerator<Chunk> {
  let started = false
  const watchdog = createWatchdog(signal)
  try {
    watchdog.expect(config.AI_FIRST_TOKEN_TIMEOUT_MS)
    const params = { ...paramsOf(config, request), stream: true as const, stream_options: { include_usage: true } }
    const stream = await connect(config, request, config.AI_FIRST_TOKEN_TIMEOUT_MS).create(params, {
      signal: watchdog.signal,
    })
    for await (const chunk of stream) {
      watchdog.expect(config.AI_IDLE_TIMEOUT_MS)
      noteEnd(end, chunk)
      started ||= hasContent(chunk)
      watchdog.pause()
      yield chunk
      watchdog.expect(config.AI_IDLE_TIMEOUT_MS)
    }
    // The client ends its loop quietly when it was aborted.
    watchdog.signal.throwIfAborted()
    if (end.finishReason === undefined) throw new ProviderError(started ? 'provider_cut' : 'provider_invalid')
  } catch (error) {
    throw explain(error, signal, watchdog, started)
  } finally {
    watchdog.release()
  }
}

/** Fetches one chat completion as a whole, which is the only thing yielded. Otherwise as streamCompletion. */
export async function* fetchCompletion(
  config: Config,
  request: CompletionRequest,
  signal: AbortSignal,
  end: CompletionEnd,
): AsyncGenerator<Completion> {
  const watchdog = createWatchdog(signal)
  try {
    watchdog.expect(config.AI_ANSWER_TIMEOUT_MS)
    const completion = await connect(config, request, config.AI_ANSWER_TIMEOUT_MS).create(
      { ...paramsOf(config, request), stream: false },
      { signal: watchdog.signal },
    )
    noteEnd(end, completion)
    if (end.finishReason === undefined) throw new ProviderError('provider_invalid')
    yield completion
  } catch (error) {
    throw explain(error, signal, watchdog, false)
  } finally {
    watchdog.release()
  }
}

/** The first choice; providers send chunks without any, for usage and as a sign of life. */
export function choiceOf<T>({ choices }: { choices: T[] }): T | undefined {
  return Array.isArray(choices) ? choices[0] : undefined
}

/** Whether a chunk has something of the answer, not only its frame. */
export function hasContent(chunk: Chunk): boolean {
  const choice = choiceOf(chunk)
  if (choice === undefined) return false
  const { role: _, ...said } = choice.delta ?? {}
  return Boolean(choice.finish_reason) || Object.values(said).some((part) => part !== null && part !== '')
}

function noteEnd(end: CompletionEnd, { choices, usage }: Chunk | Completion): void {
  if (usage && isCount(usage.prompt_tokens) && isCount(usage.completion_tokens)) {
    end.usage = { prompt_tokens: usage.prompt_tokens, completion_tokens: usage.completion_tokens }
  }
  if (!Array.isArray(choices)) return
  for (const choice of choices) end.finishReason = choice.finish_reason ?? end.finishReason
}

/** Whether a provider's figure can be one: what is summed up must never fall, nor leave what the database holds. */
function isCount(tokens: unknown): boolean {
  return Number.isInteger(tokens) && Number(tokens) >= 0 && Number(tokens) < 2 ** 31
}

function paramsOf(config: Config, { model, body }: CompletionRequest) {
  // The client's types name what OpenAI takes; what a provider takes is the provider's to say.
  return { ...body, ...limitOutput(config, body), model } as unknown as Params
}

function limitOutput({ AI_MAX_OUTPUT_TOKENS: most }: Config, body: CompletionBody) {
  if (most === undefined) return {}
  const { max_tokens, max_completion_tokens } = body
  const wanted = max_completion_tokens ?? max_tokens ?? most
  const name = typeof max_completion_tokens === 'number' ? 'max_completion_tokens' : 'max_tokens'
  return { [name]: Math.min(wanted, most) }
}

function connect(config: Config, { traceparent, onAttempt }: CompletionRequest, timeoutMs: number) {
  const client = new OpenAI({
    baseURL: config.AI_BASE_URL,
    apiKey: config.AI_API_KEY,
    maxRetries: config.AI_MAX_RETRIES,
    // The watchdog keeps time; this one must never be first.
    timeout: timeoutMs * 2,
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
  return client.chat.completions
}

function explain(error: unknown, signal: AbortSignal, watchdog: Watchdog, started: boolean): unknown {
  if (signal.aborted) return signal.reason
  if (watchdog.timedOut()) return new ProviderError('provider_timeout', error)
  return toProviderError(error, started)
}

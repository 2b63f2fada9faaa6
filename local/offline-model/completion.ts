/** The OpenAI shapes of one answer: the whole completion, or its chunks as server-sent events. */
import { randomUUID } from 'node:crypto'
import { type ChatMessage, type ChatRequest, modelId } from './chat-request.ts'

/** No tokenizer here: four characters count as one token, the usual rule of thumb. All counts are estimates. */
const charactersPerToken = 4

const messageOverheadTokens = 3

export type Usage = { prompt_tokens: number; completion_tokens: number; total_tokens: number }

export type Completion = { id: string; created: number; text: string; finishReason: 'stop' | 'length'; usage: Usage }

/** Estimated tokens of a text. */
function estimateTokens(text: string): number {
  return Math.ceil(text.length / charactersPerToken)
}

/** Wraps an answer, cut to the caller's token limit if there is one. */
export function makeCompletion(request: ChatRequest, answer: string): Completion {
  const maxTokens = request.max_completion_tokens ?? request.max_tokens ?? Infinity
  const isCut = estimateTokens(answer) > maxTokens
  const text = isCut ? answer.slice(0, maxTokens * charactersPerToken).toWellFormed() : answer
  const usage = estimateUsage(request.messages, text)
  const created = Math.floor(Date.now() / 1000)
  return { id: `chatcmpl-${randomUUID()}`, created, text, finishReason: isCut ? 'length' : 'stop', usage }
}

/** The body of a non-streamed reply. */
export function toCompletionBody(completion: Completion) {
  const message = { role: 'assistant', content: completion.text, refusal: null }
  return {
    ...envelope(completion, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: completion.finishReason }],
    usage: completion.usage,
  }
}

/** Every event of a streamed reply in order, the closing `[DONE]` included; text comes `tokensPerChunk` at a time. */
export function* toEvents(completion: Completion, tokensPerChunk: number, includeUsage: boolean): Generator<string> {
  const head = { ...envelope(completion, 'chat.completion.chunk'), ...(includeUsage ? { usage: null } : {}) }
  const chunk = (delta: object, finishReason: string | null = null) =>
    toEvent({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] })

  yield chunk({ role: 'assistant', content: '', refusal: null })
  for (const content of splitText(completion.text, tokensPerChunk * charactersPerToken)) yield chunk({ content })
  yield chunk({}, completion.finishReason)
  if (includeUsage) yield toEvent({ ...head, choices: [], usage: completion.usage })
  yield 'data: [DONE]\n\n'
}

function envelope(completion: Completion, object: string) {
  return { id: completion.id, object, created: completion.created, model: modelId, system_fingerprint: null }
}

function toEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`
}

function estimateUsage(messages: ChatMessage[], answer: string): Usage {
  const promptTokens = messages.reduce((sum, { text }) => sum + estimateTokens(text) + messageOverheadTokens, 0)
  const completionTokens = estimateTokens(answer)
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  }
}

/** Splits without cutting a surrogate pair, so that each piece survives UTF-8 on its own. */
function* splitText(text: string, size: number): Generator<string> {
  let start = 0
  while (start < text.length) {
    let end = start + size
    if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end += 1
    yield text.slice(start, end)
    start = end
  }
}

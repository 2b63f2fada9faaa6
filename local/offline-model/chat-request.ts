import { z } from 'zod'
import { OpenAiError } from './openai-error.ts'

export const modelId = 'offline-starter-catalogue'

const textPart = z.object({ type: z.literal('text'), text: z.string() })
const otherPart = z.object({ type: z.string() }).transform(() => ({ type: 'other' as const, text: '' }))
const content = z.union([z.string(), z.array(z.union([textPart, otherPart]))]).nullish()

const messageSchema = z
  .object({ role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']), content })
  .transform((message) => ({ role: message.role, text: joinText(message.content) }))

const tokenLimit = z.int().positive().nullish()

const requestSchema = z.object({
  model: z.string({ error: 'you must provide a model parameter' }).min(1, 'you must provide a model parameter'),
  messages: z.array(messageSchema).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: tokenLimit,
  max_completion_tokens: tokenLimit,
  n: z.literal(1, { error: 'only one choice is supported' }).nullish(),
})

/** One message, whatever its parts were, as plain text. */
export type ChatMessage = z.output<typeof messageSchema>
export type ChatRequest = z.output<typeof requestSchema>

/**
 * Reads the body of `POST /chat/completions`. Parameters that cannot change a canned answer (temperature, tools …) are
 * accepted and have no effect. Throws an OpenAiError: 400 for what is malformed, 404 for another model's name.
 */
export function parseChatRequest(body: string): ChatRequest {
  const parsed = requestSchema.safeParse(parseJson(body))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const param = issue?.path.join('.') ?? ''
    throw new OpenAiError(400, `${param || 'body'}: ${issue?.message ?? 'invalid'}`, { param })
  }
  assertKnownModel(parsed.data.model)
  return parsed.data
}

/** Throws a 404 OpenAiError unless `model` is the one model served here. */
export function assertKnownModel(model: string): void {
  if (model === modelId) return
  const shown = model.slice(0, 100)
  const message = `The model '${shown}' does not exist here. This server has one model: ${modelId}.`
  throw new OpenAiError(404, message, { param: 'model', code: 'model_not_found' })
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new OpenAiError(400, 'The body of the request is not valid JSON.', { code: 'invalid_json' })
  }
}

function joinText(parts: z.output<typeof content>): string {
  if (typeof parts === 'string') return parts
  return (parts ?? []).map((part) => part.text).join('')
}

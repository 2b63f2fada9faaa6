// The most that a call can cost, which is reserved of a budget before it.
import type { Config } from '../config.ts'
import { charsOf } from '../services/write-json.ts'
import { countTokens } from './count-tokens.ts'
import { IMAGE_TOKENS, READ_FIELDS } from './estimate.ts'
import { factsOf } from './model-facts.ts'

/** Counting tokens takes nanoseconds for a character; a longer prompt is taken for as many tokens as it has characters. */
const MOST_COUNTED_CHARS = 200_000

type Body = { readonly [field: string]: unknown }

/** In US dollars, over the models that may be asked; undefined when nobody has said what one of them costs. */
export function mostCostOf(config: Config, models: readonly string[], body: Body): number | undefined {
  const promptTokens = mostPromptTokens(body)
  let most = 0
  for (const model of models) {
    const { prices, windowTokens, outputTokens } = factsOf(config, model)
    if (prices === undefined) return undefined
    const answer = Math.min(outputTokens, longestAnswer(config, body)) * numberOf(body['n'], 1)
    const input = Math.min(promptTokens, windowTokens) * Math.max(prices.input, prices.cachedInput)
    most = Math.max(most, (input + answer * Math.max(prices.output, prices.reasoning)) / 1_000_000)
  }
  return most
}

function mostPromptTokens(body: Body): number {
  const { rest, images } = setImagesApart(body['messages'])
  const prompt = READ_FIELDS.map((field) => (field === 'messages' ? rest : body[field]))
  const chars = charsOf(prompt, Infinity)
  return (chars > MOST_COUNTED_CHARS ? chars : mostTokensOf(JSON.stringify(prompt))) + images * IMAGE_TOKENS
}

function mostTokensOf(text: string): number {
  return text.length > MOST_COUNTED_CHARS ? text.length : countTokens(text)
}

/** Messages without their images, each of which counts the same, however long it is written. */
function setImagesApart(messages: unknown): { rest: unknown; images: number } {
  if (!Array.isArray(messages)) return { rest: messages, images: 0 }
  let images = 0
  const rest = messages.map((message: unknown) => {
    const { content } = Object(message) as { content?: unknown }
    if (!Array.isArray(content)) return message
    const others = content.filter((part: unknown) => !isImage(part))
    images += content.length - others.length
    return { ...Object(message), content: others } as unknown
  })
  return { rest, images }
}

/** What was asked for and what the deployment allows. Of the two names that callers use, the larger counts. */
function longestAnswer({ AI_MAX_OUTPUT_TOKENS = Infinity }: Config, body: Body): number {
  const asked = Math.max(numberOf(body['max_tokens'], 0), numberOf(body['max_completion_tokens'], 0))
  return Math.min(asked === 0 ? Infinity : asked, AI_MAX_OUTPUT_TOKENS)
}

function numberOf(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : otherwise
}

function isImage(part: unknown): boolean {
  return (Object(part) as { type?: unknown }).type === 'image_url'
}

// What a call has taken, where its provider does not tell: counted from what was sent and from what has come.
import type { CallUsage } from '../services/database-types.ts'
import { countTokens } from './count-tokens.ts'

/** An image, a sound or a file, whatever its size: of what providers charge for one of usual size, the upper end. */
export const IMAGE_TOKENS = 1100
/** What the protocol puts around each message. */
const MESSAGE_TOKENS = 4
/** Behind so many characters, what follows is taken to be like what came before: counting has an end. */
const MOST_COUNTED_CHARS = 500_000

/** Fields of a request that hold what a model reads. */
export const READ_FIELDS = ['messages', 'tools', 'input', 'functions', 'response_format'] as const

export type Estimate = {
  /** Takes a piece of what the model writes; nothing is counted before somebody asks. */
  write: (text: string) => void
  /** What the call has taken until now. To ask again counts what was written since. */
  usage: () => CallUsage
}

export function openEstimate(body: { readonly [field: string]: unknown }): Estimate {
  const answer = openCount()
  let written: string[] = []
  let promptTokens: number | undefined
  return {
    write(text) {
      if (text !== '') written.push(text)
    },
    usage() {
      promptTokens ??= countPrompt(body)
      // Tokens go across pieces.
      if (written.length > 0) answer.add(written.join(''))
      written = []
      return { prompt_tokens: promptTokens, completion_tokens: answer.tokens() }
    },
  }
}

function countPrompt(body: { readonly [field: string]: unknown }): number {
  const prompt = openCount()
  for (const field of READ_FIELDS) prompt.add(body[field])
  return prompt.tokens()
}

function openCount() {
  let counted = 0
  let chars = 0
  let tokens = 0
  let flat = 0
  const addText = (text: string) => {
    const part = text.slice(0, Math.max(0, MOST_COUNTED_CHARS - counted))
    counted += part.length
    chars += text.length
    if (part !== '') tokens += countTokens(part)
  }
  return {
    /** All the texts in a value, however deep: to write it as JSON would copy megabytes. */
    add(value: unknown) {
      const pending = [value]
      while (pending.length > 0) {
        const item = pending.pop()
        if (typeof item === 'string') addText(item)
        else if (isAttachment(item)) flat += IMAGE_TOKENS
        else if (typeof item === 'object' && item !== null) {
          if ('role' in item) flat += MESSAGE_TOKENS
          for (const child of Object.values(item)) pending.push(child)
        }
      }
    },
    tokens: () => flat + Math.ceil(counted === 0 ? 0 : tokens * (chars / counted)),
  }
}

const ATTACHMENTS = new Set(['image_url', 'input_image', 'input_audio', 'file', 'input_file', 'image'])

function isAttachment(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'type' in item && ATTACHMENTS.has(String(item.type))
}

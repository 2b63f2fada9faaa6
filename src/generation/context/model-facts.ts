// What a model can take and give, as far as it is public. AI_MODEL_LIMITS says it for a deployment's own models.
import type { Config } from '../../config.ts'

export type ModelFacts = {
  /** Most tokens of a prompt and its answer together. */
  windowTokens: number
  /** Longest answer, in tokens. */
  outputTokens: number
}

const FACTS: Record<string, readonly [windowTokens: number, outputTokens: number]> = {
  'gpt-3.5-turbo': [16_385, 4096],
  'gpt-4': [8192, 4096],
  'gpt-4-turbo': [128_000, 4096],
  'gpt-4o': [128_000, 16_384],
  'gpt-4.1': [1_047_576, 32_768],
  'gpt-5': [400_000, 128_000],
  o1: [200_000, 100_000],
  o3: [200_000, 100_000],
  'o4-mini': [200_000, 100_000],
  'claude-3': [200_000, 4096],
  'claude-3-5': [200_000, 8192],
  'claude-3-7': [200_000, 64_000],
  'claude-': [200_000, 32_000],
  'gemini-1.5': [1_048_576, 8192],
  'gemini-2.0': [1_048_576, 8192],
  'gemini-': [1_048_576, 65_536],
  'deepseek-': [128_000, 8192],
  'mistral-': [128_000, 16_384],
  'codestral-': [256_000, 16_384],
  'grok-': [131_072, 16_384],
  'llama-3.1': [131_072, 8192],
  'llama-3.3': [131_072, 8192],
  yandexgpt: [32_768, 8192],
  'offline-starter-catalogue': [128_000, 64_000],
}

/** Of a model that nobody has said anything about. */
const UNKNOWN: ModelFacts = { windowTokens: 32_768, outputTokens: 8192 }

/** By the longest beginning of the model's name that is known, with or without the vendor before a slash. */
export function factsOf({ AI_MODEL_LIMITS: own }: Pick<Config, 'AI_MODEL_LIMITS'>, model: string): ModelFacts {
  const told = Object.hasOwn(own, model) ? own[model] : undefined
  if (told !== undefined) return told
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  const [known] = Object.keys(FACTS)
    .filter((beginning) => name.startsWith(beginning))
    .toSorted((a, b) => b.length - a.length)
  const facts = known === undefined ? undefined : FACTS[known]
  return facts === undefined ? UNKNOWN : { windowTokens: facts[0], outputTokens: facts[1] }
}

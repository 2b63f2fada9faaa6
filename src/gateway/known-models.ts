// What providers publish of their models. Prices are those of the list, for prompts of ordinary length, as of late 2025;
// what a deployment pays, or a newer model takes, stands in its table ai_models: `samokoder models set`.

export type KnownModel = {
  /** What the names of the model, its dates and its sizes begin with. */
  beginning: string
  /** In tokens. */
  window: number
  output: number
  /** US dollars per million tokens: of a prompt, of an answer, and of what the provider had kept of a prompt. */
  usd?: readonly [input: number, output: number, cachedInput?: number]
  vision?: true
  outputLimit?: 'max_completion_tokens'
}

/** OpenAI's models that think know only the newer name: platform.openai.com/docs/api-reference/chat/create. */
const THINKS = { vision: true, outputLimit: 'max_completion_tokens' } as const

export const KNOWN_MODELS: readonly KnownModel[] = [
  { beginning: 'gpt-3.5-turbo', window: 16_385, output: 4096, usd: [0.5, 1.5] },
  { beginning: 'gpt-4', window: 8192, output: 4096, usd: [30, 60] },
  { beginning: 'gpt-4-turbo', window: 128_000, output: 4096, usd: [10, 30], vision: true },
  { beginning: 'gpt-4o', window: 128_000, output: 16_384, usd: [2.5, 10, 1.25], vision: true },
  { beginning: 'gpt-4o-mini', window: 128_000, output: 16_384, usd: [0.15, 0.6, 0.075], vision: true },
  { beginning: 'gpt-4.1', window: 1_047_576, output: 32_768, usd: [2, 8, 0.5], vision: true },
  { beginning: 'gpt-4.1-mini', window: 1_047_576, output: 32_768, usd: [0.4, 1.6, 0.1], vision: true },
  { beginning: 'gpt-4.1-nano', window: 1_047_576, output: 32_768, usd: [0.1, 0.4, 0.025], vision: true },
  { beginning: 'gpt-5', window: 400_000, output: 128_000, usd: [1.25, 10, 0.125], ...THINKS },
  { beginning: 'gpt-5-mini', window: 400_000, output: 128_000, usd: [0.25, 2, 0.025], ...THINKS },
  { beginning: 'gpt-5-nano', window: 400_000, output: 128_000, usd: [0.05, 0.4, 0.005], ...THINKS },
  { beginning: 'o1', window: 200_000, output: 100_000, usd: [15, 60, 7.5], ...THINKS },
  { beginning: 'o3', window: 200_000, output: 100_000, usd: [2, 8, 0.5], ...THINKS },
  { beginning: 'o3-mini', window: 200_000, output: 100_000, usd: [1.1, 4.4, 0.55], outputLimit: THINKS.outputLimit },
  { beginning: 'o4-mini', window: 200_000, output: 100_000, usd: [1.1, 4.4, 0.275], ...THINKS },
  { beginning: 'text-embedding-3-small', window: 8192, output: 0, usd: [0.02, 0] },
  { beginning: 'text-embedding-3-large', window: 8192, output: 0, usd: [0.13, 0] },
  { beginning: 'claude-3', window: 200_000, output: 4096, vision: true },
  { beginning: 'claude-3-haiku', window: 200_000, output: 4096, usd: [0.25, 1.25, 0.03], vision: true },
  { beginning: 'claude-3-5', window: 200_000, output: 8192, usd: [3, 15, 0.3], vision: true },
  { beginning: 'claude-3-5-haiku', window: 200_000, output: 8192, usd: [0.8, 4, 0.08], vision: true },
  { beginning: 'claude-3-7', window: 200_000, output: 64_000, usd: [3, 15, 0.3], vision: true },
  { beginning: 'claude-', window: 200_000, output: 32_000, vision: true },
  { beginning: 'claude-sonnet-4', window: 200_000, output: 64_000, usd: [3, 15, 0.3], vision: true },
  { beginning: 'claude-haiku-4', window: 200_000, output: 64_000, usd: [1, 5, 0.1], vision: true },
  { beginning: 'claude-opus-4', window: 200_000, output: 32_000, usd: [15, 75, 1.5], vision: true },
  { beginning: 'claude-opus-4-5', window: 200_000, output: 64_000, usd: [5, 25, 0.5], vision: true },
  { beginning: 'gemini-1.5', window: 1_048_576, output: 8192, vision: true },
  { beginning: 'gemini-2.0', window: 1_048_576, output: 8192, vision: true },
  { beginning: 'gemini-2.0-flash', window: 1_048_576, output: 8192, usd: [0.1, 0.4, 0.025], vision: true },
  { beginning: 'gemini-', window: 1_048_576, output: 65_536, vision: true },
  { beginning: 'gemini-2.5-pro', window: 1_048_576, output: 65_536, usd: [1.25, 10, 0.125], vision: true },
  { beginning: 'gemini-2.5-flash', window: 1_048_576, output: 65_536, usd: [0.3, 2.5, 0.03], vision: true },
  { beginning: 'gemini-2.5-flash-lite', window: 1_048_576, output: 65_536, usd: [0.1, 0.4, 0.01], vision: true },
  { beginning: 'deepseek-', window: 128_000, output: 8192 },
  { beginning: 'deepseek-chat', window: 128_000, output: 8192, usd: [0.28, 0.42, 0.028] },
  { beginning: 'mistral-', window: 128_000, output: 16_384 },
  { beginning: 'codestral-', window: 256_000, output: 16_384, usd: [0.3, 0.9] },
  { beginning: 'grok-', window: 131_072, output: 16_384 },
  { beginning: 'grok-3', window: 131_072, output: 16_384, usd: [3, 15, 0.75] },
  { beginning: 'grok-3-mini', window: 131_072, output: 16_384, usd: [0.3, 0.5, 0.075] },
  { beginning: 'grok-4', window: 256_000, output: 16_384, usd: [3, 15, 0.75], vision: true },
  { beginning: 'llama-3.1', window: 131_072, output: 8192 },
  { beginning: 'llama-3.3', window: 131_072, output: 8192 },
  { beginning: 'yandexgpt', window: 32_768, output: 8192 },
  { beginning: 'offline-starter-catalogue', window: 128_000, output: 64_000, usd: [0, 0] },
]

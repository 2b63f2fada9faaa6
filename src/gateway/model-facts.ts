// What a model takes, gives and costs: as far as it is public (known-models.ts), as its provider lists it, as AI_MODEL_LIMITS
// and AI_PRICES say it for a deployment, and as operators say it at any time. The later word goes; the table ai_models holds
// the second and the last.
import type { Config } from '../config.ts'
import type { CallUsage, ListedFacts, ModelRow } from '../services/database-types.ts'
import { KNOWN_MODELS, type KnownModel } from './known-models.ts'

/** In US dollars per million tokens. */
export type ModelPrices = {
  input: number
  /** Of a prompt's tokens that the provider had kept from a call before. */
  cachedInput: number
  output: number
  /** Of tokens that the model thought with; they are a part of the answer's. */
  reasoning: number
}

export type ModelFacts = {
  /** Most tokens of a prompt and its answer together. */
  windowTokens: number
  /** Longest answer, in tokens. */
  outputTokens: number
  /** Undefined where nobody has said what it costs. */
  prices: ModelPrices | undefined
  /** Whether it takes images. */
  vision: boolean
  /** What the longest answer is asked for with; undefined where either may do, so that the caller's word goes. */
  outputLimit: 'max_tokens' | 'max_completion_tokens' | undefined
  /** Parameters that it refuses, and that are left out for it. */
  rejects: readonly string[]
}

/** The settings that speak of models. */
export type ModelSettings = Pick<Config, 'AI_MODEL_LIMITS'> & Partial<Pick<Config, 'AI_PRICES'>>

/** Of a model that nobody has said anything about. */
const UNKNOWN: ModelFacts = {
  windowTokens: 32_768,
  outputTokens: 8192,
  prices: undefined,
  vision: false,
  outputLimit: undefined,
  rejects: [],
}

/** Rows of ai_models, by model, for the deployments of this process: read-models.ts keeps them fresh. */
const TOLD = new WeakMap<ModelSettings, ReadonlyMap<string, ModelRow>>()

export function tellFacts(config: ModelSettings, rows: readonly ModelRow[]): void {
  TOLD.set(config, new Map(rows.map((row) => [row.model, row])))
}

/** By the whole name of the model; what is known publicly, by the longest beginning of its own name, without what is before a slash. */
export function factsOf(config: ModelSettings, model: string): ModelFacts {
  const { AI_MODEL_LIMITS: limits, AI_PRICES: prices = {} } = config
  const row = TOLD.get(config)?.get(model)
  const facts = withTold({ ...UNKNOWN, ...fromKnown(findKnown(model)) }, row?.listed ?? {})
  const limit = ownOf(limits, model)
  if (limit !== undefined) Object.assign(facts, limit)
  const price = ownOf(prices, model)
  if (price !== undefined) facts.prices = pricesOf(price.prompt, price.completion)
  return row === undefined ? facts : withTold(facts, row)
}

/** What a call costs in US dollars at the prices of now; nothing for a model without a price. */
export function costOf(config: ModelSettings, model: string, usage: CallUsage): number {
  const { prices } = factsOf(config, model)
  if (prices === undefined) return 0
  const cached = Math.min(usage.cached_tokens ?? 0, usage.prompt_tokens)
  const reasoning = Math.min(usage.reasoning_tokens ?? 0, usage.completion_tokens)
  const input = (usage.prompt_tokens - cached) * prices.input + cached * prices.cachedInput
  return (input + (usage.completion_tokens - reasoning) * prices.output + reasoning * prices.reasoning) / 1_000_000
}

function findKnown(model: string): KnownModel | undefined {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase()
  let longest: KnownModel | undefined
  for (const known of KNOWN_MODELS) {
    if (name.startsWith(known.beginning) && known.beginning.length > (longest?.beginning.length ?? 0)) longest = known
  }
  return longest
}

function fromKnown(known: KnownModel | undefined): Partial<ModelFacts> {
  if (known === undefined) return {}
  const { window, output, usd, vision = false, outputLimit } = known
  const prices = usd === undefined ? undefined : pricesOf(usd[0], usd[1], usd[2])
  return { windowTokens: window, outputTokens: output, prices, vision, outputLimit }
}

/** What is told of a model goes; of the rest, what was known before. */
function withTold(facts: ModelFacts, told: ListedFacts | ModelRow): ModelFacts {
  const { input_usd: input = null, output_usd: output = null } = told
  const prices =
    input === null || output === null
      ? facts.prices
      : pricesOf(input, output, told.cached_input_usd ?? input, told.reasoning_usd ?? output)
  const { output_limit, rejects }: Partial<ModelRow> = told
  return {
    windowTokens: told.window_tokens ?? facts.windowTokens,
    outputTokens: told.output_tokens ?? facts.outputTokens,
    prices,
    vision: told.vision ?? facts.vision,
    outputLimit: output_limit ?? facts.outputLimit,
    rejects: rejects ?? facts.rejects,
  }
}

function pricesOf(input: number, output: number, cachedInput = input, reasoning = output): ModelPrices {
  return { input, cachedInput, output, reasoning }
}

function ownOf<T>(record: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

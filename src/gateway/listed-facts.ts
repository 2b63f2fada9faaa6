// What providers tell of their models where they list them.
import type { ListedFacts } from '../services/database-types.ts'
import type { Provider } from './providers/provider.ts'

type Entry = { readonly [field: string]: unknown }

/**
 * The facts in an entry of a provider's list of models, by the names that providers use: OpenRouter, Together and Fireworks
 * (context_length), Groq (context_window, max_completion_tokens), Mistral (max_context_length, capabilities), vLLM
 * (max_model_len). Of what is no sensible figure, nothing.
 */
export function factsInEntry(entry: Entry, { listedPrices }: Provider): ListedFacts {
  const top = fieldsOf(entry['top_provider'])
  const facts: { [Name in keyof ListedFacts]: ListedFacts[Name] | undefined } = {
    window_tokens:
      toTokens(top['context_length']) ??
      toTokens(entry['context_length']) ??
      toTokens(entry['context_window']) ??
      toTokens(entry['max_context_length']) ??
      toTokens(entry['max_model_len']),
    output_tokens: toTokens(top['max_completion_tokens']) ?? toTokens(entry['max_completion_tokens']),
    vision: takesImages(entry),
    ...(listedPrices === undefined ? {} : pricesIn(fieldsOf(entry['pricing']), listedPrices)),
  }
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined))
}

function takesImages(entry: Entry): boolean | undefined {
  const modalities = fieldsOf(entry['architecture'])['input_modalities']
  if (Array.isArray(modalities)) return modalities.includes('image')
  const told = fieldsOf(entry['capabilities'])['vision'] ?? entry['supports_image_input']
  return typeof told === 'boolean' ? told : undefined
}

/** Both prices or none: a price has two sides. */
function pricesIn(pricing: Entry, names: NonNullable<Provider['listedPrices']>) {
  const priceOf = (name: string | undefined) =>
    name === undefined ? undefined : toPrice(pricing[name], 1_000_000 / names.tokens)
  const [input, output] = [priceOf(names.input), priceOf(names.output)]
  if (input === undefined || output === undefined) return {}
  return {
    input_usd: input,
    output_usd: output,
    // Zero is what is said where these cost as much as the rest.
    cached_input_usd: priceOf(names.cachedInput) || undefined,
    reasoning_usd: priceOf(names.reasoning) || undefined,
  }
}

/** US dollars per million tokens, without what is lost in counting with small fractions. */
function toPrice(told: unknown, times: number): number | undefined {
  const usd = typeof told === 'string' && told.trim() !== '' ? Number(told) : told
  if (typeof usd !== 'number' || !Number.isFinite(usd) || usd < 0) return undefined
  return Number((usd * times).toPrecision(10))
}

function toTokens(told: unknown): number | undefined {
  return Number.isSafeInteger(told) && Number(told) > 0 && Number(told) < 2 ** 31 ? Number(told) : undefined
}

function fieldsOf(value: unknown): Entry {
  return Object(value) as Entry
}

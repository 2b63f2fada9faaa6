import type { Config } from '../../config.ts'

/** Variables that hold one text each. */
type TextVariable = {
  [Name in keyof Config]-?: NonNullable<Config[Name]> extends string ? Name : never
}[keyof Config]

/** A provider of models over OpenAI's protocol, as its documents describe it. */
export type Provider = {
  /** What the names of its models begin with, before a slash. */
  name: string
  /** Up to and with /v1; AI_PROVIDERS may say another. */
  baseUrl?: string
  /** The variable that says where it is, for one that has no place of its own. */
  urlVariable?: TextVariable
  /** The variable of its key. Without one, it takes none, and is attached by its URL. */
  keyVariable?: TextVariable
  /** How the key is sent, where it is not as a bearer token. */
  keyHeader?: string
  /** What is sent in place of the key. Throws what fetch throws, and {ProviderError}. */
  exchangeKey?: (config: Config, key: string, signal: AbortSignal) => Promise<string>
  /** What tells of a key that it is good, where the list of models is shown to everybody. */
  keyPath?: string
  /** Its own name of a model. */
  modelName?: (config: Config, model: string) => string
  /** Further headers. */
  headers?: (config: Config) => Record<string, string>
  /** What the longest answer is asked for with, where it takes only one of both. */
  outputLimit?: 'max_tokens' | 'max_completion_tokens'
  /** Parameters that it refuses, so that they are left out. */
  rejects?: readonly string[]
  /** What prices are called in the `pricing` of its list of models: in US dollars for so many tokens. */
  listedPrices?: { tokens: number; input: string; output: string; cachedInput?: string; reasoning?: string }
}

/** The header with a key, or with what it was exchanged for. */
export function headerOfKey({ keyHeader }: Provider, key: string): Record<string, string> {
  return keyHeader === undefined ? { Authorization: `Bearer ${key}` } : { [keyHeader]: key }
}

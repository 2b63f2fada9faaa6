import type { Config } from '../../config.ts'
import { ProviderError } from '../provider-error.ts'
import { anthropic } from './anthropic.ts'
import { azure } from './azure.ts'
import { cerebras } from './cerebras.ts'
import { custom } from './custom.ts'
import { deepseek } from './deepseek.ts'
import { fireworks } from './fireworks.ts'
import { gemini } from './gemini.ts'
import { gigachat } from './gigachat.ts'
import { groq } from './groq.ts'
import { llamacpp, lmstudio, ollama, vllm } from './local-servers.ts'
import { mistral } from './mistral.ts'
import { openai } from './openai.ts'
import { openrouter } from './openrouter.ts'
import { headerOfKey, type Provider } from './provider.ts'
import { together } from './together.ts'
import { xai } from './xai.ts'
import { yandexgpt } from './yandexgpt.ts'

export const PROVIDERS: readonly Provider[] = [
  custom,
  openai,
  anthropic,
  gemini,
  groq,
  openrouter,
  deepseek,
  mistral,
  xai,
  yandexgpt,
  gigachat,
  together,
  fireworks,
  cerebras,
  azure,
  ollama,
  vllm,
  llamacpp,
  lmstudio,
]

/** A provider that a deployment has attached: where it is, and with which key, if it takes one. */
export type AttachedProvider = {
  provider: Provider
  baseUrl: string
  key: string | undefined
  /** Of an account, with its own key, and perhaps at a place that it says: `send` is the fetch for there. */
  own?: { hasUrl: boolean; send: (url: string, init: RequestInit) => Promise<Response> }
}

const attached = new WeakMap<Config, ReadonlyMap<string, AttachedProvider>>()

/** The providers that a deployment has attached, by name. */
export function attachedProviders(config: Config): ReadonlyMap<string, AttachedProvider> {
  const known = attached.get(config)
  if (known !== undefined) return known
  const names = new Set(PROVIDERS.map(({ name }) => name))
  const further = Object.keys(config.AI_PROVIDERS).filter((name) => !names.has(name))
  const all = [...PROVIDERS, ...further.map((name) => ({ name }))]
  const found = new Map(
    all.flatMap((provider) => attach(config, provider) ?? []).map((one) => [one.provider.name, one]),
  )
  attached.set(config, found)
  return found
}

/** What a provider is to see of who asks, its key included. @throws {ProviderError}, and what fetch throws */
export async function headersFor(
  config: Config,
  { provider, key, own }: AttachedProvider,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const headers = { ...provider.headers?.(config) }
  if (key === undefined && own !== undefined) {
    throw new ProviderError('provider_denied', new Error('the key of the account cannot be read any more'))
  }
  if (key === undefined) return headers
  const token = (await provider.exchangeKey?.(config, key, signal)) ?? key
  return { ...headers, ...headerOfKey(provider, token) }
}

function attach(config: Config, provider: Provider): AttachedProvider | undefined {
  const { name, urlVariable, keyVariable } = provider
  const told = config.AI_PROVIDERS[name]
  const baseUrl = told ?? (urlVariable === undefined ? undefined : config[urlVariable]) ?? provider.baseUrl
  const key = config.AI_PROVIDER_KEYS[name] ?? (keyVariable === undefined ? undefined : config[keyVariable])
  const lacksKey = key === undefined && keyVariable !== undefined && told === undefined
  return baseUrl === undefined || lacksKey ? undefined : { provider, baseUrl, key }
}

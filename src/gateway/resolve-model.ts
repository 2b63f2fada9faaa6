import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Endpoint } from '../services/probes.ts'
import { attachedProviders, headersFor, type AttachedProvider } from './providers/attached.ts'

/** One model of one provider. */
export type Target = {
  /** As this deployment names it. */
  name: string
  /** As its provider names it. */
  model: string
  attached: AttachedProvider
  /** Parameters that it refuses as well, as was found out during the call. */
  rejects?: readonly string[]
}

/** Providers that an account has keys of its own for, by name. */
export type OwnProviders = ReadonlyMap<string, AttachedProvider>
const NONE: OwnProviders = new Map()

type ChainSettings = Pick<Config, 'AI_FALLBACK_MODELS'> & Partial<Pick<Config, 'AI_ALIASES'>>

/** Most models that a caller may name for one request. */
export const MOST_MODELS = 10

/**
 * `provider/model`, where a provider of that name is attached, by the account before the deployment. Every other name,
 * whatever slashes it has, is one of AI_BASE_URL; `custom/…` is, too.
 */
export function targetOf(config: Config, name: string, own: OwnProviders = NONE): Target | undefined {
  const providers = attachedProviders(config)
  const slash = name.indexOf('/')
  const prefix = slash > 0 ? name.slice(0, slash) : ''
  const named = own.get(prefix) ?? providers.get(prefix)
  const ownCustom = own.get('custom')
  // What an account calls custom at a place of its own is none of the deployment's models.
  const custom = ownCustom?.own?.hasUrl === false ? ownCustom : providers.get('custom')
  const attached = named ?? custom
  if (attached === undefined) return undefined
  const model = named === undefined ? name : name.slice(slash + 1)
  return { name, model: attached.provider.modelName?.(config, model) ?? model, attached }
}

/** How figures name a model. Models of own keys are as many as accounts think of, so that they go by their provider. */
export function labelOf({ name, attached }: Target): string {
  return attached.own === undefined ? name : `own:${attached.provider.name}`
}

/** The names that may be asked for: models and aliases. The first is the default. */
export function servedModels({ AI_MODELS, AI_ALIASES }: Config): string[] {
  return [...new Set([...AI_MODELS, ...Object.keys(AI_ALIASES)])]
}

/** Whether a model may be asked for: one that is served, or any of a provider that the account has an own key for. */
export function isOffered(config: Config, model: string, own: OwnProviders): boolean {
  return servedModels(config).includes(model) || own.has(model.slice(0, Math.max(0, model.indexOf('/'))))
}

/** Whether a call to a model is made with a key of the account's own. */
export function isOwnModel(config: Config, model: string, own: OwnProviders): boolean {
  return targetOf(config, model, own)?.attached.own !== undefined
}

/** The model to ask, or an alias: the wanted one, or the first that is served. @throws {AppError} unknown_model */
export function chooseModel(config: Config, wanted: string | undefined, own: OwnProviders): string {
  const served = servedModels(config)
  const model = wanted ?? served[0]
  if (model !== undefined && isOffered(config, model, own)) return model
  throw new AppError('unknown_model', {
    details: [{ path: ['body', 'model'], message: `is none of: ${served.join(', ')}` }],
  })
}

/**
 * The models that are asked for one, in order: those of an alias as they are; after a model, AI_FALLBACK_MODELS. After
 * what a caller names as `others`, nothing.
 */
export function chainOf(settings: ChainSettings, wanted: string, others: readonly string[] = []): string[] {
  const { AI_ALIASES: aliases = {}, AI_FALLBACK_MODELS: fallbacks } = settings
  const expand = (name: string): readonly string[] => (Object.hasOwn(aliases, name) ? (aliases[name] ?? []) : [name])
  if (others.length > 0) return [...new Set([wanted, ...others].flatMap(expand))]
  return Object.hasOwn(aliases, wanted) ? [...new Set(expand(wanted))] : [...new Set([wanted, ...fallbacks])]
}

/** Where the provider of the first model lists its models; undefined where it is not attached. */
export function modelsEndpoint(config: Config): Endpoint | undefined {
  const { attached } = targetOf(config, chainOf(config, config.AI_MODELS[0] ?? '')[0] ?? '') ?? {}
  if (attached === undefined) return undefined
  return { url: `${attached.baseUrl}/models`, headers: (signal) => headersFor(config, attached, signal) }
}

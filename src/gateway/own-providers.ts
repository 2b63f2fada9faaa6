// Providers as an account has attached them, with keys of its own: they are asked in place of the deployment's.
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { AddressRefused } from '../services/address-guard.ts'
import { fetchGuarded, requireAllowedUrl } from '../services/network.ts'
import { attachedProviders, PROVIDERS, type AttachedProvider } from './providers/attached.ts'
import { ProviderError } from './provider-error.ts'
import type { Provider } from './providers/provider.ts'
import type { OwnProviders } from './resolve-model.ts'

type OwnKey = { provider: string; baseUrl: string | undefined; key: string | undefined }

/** The providers of these keys, by name. One that the deployment does not know any more is left out. */
export function attachOwn(config: Config, keys: readonly OwnKey[]): OwnProviders {
  return new Map(keys.flatMap((key) => attach(config, key) ?? []).map((one) => [one.provider.name, one]))
}

function attach(config: Config, { provider: name, baseUrl, key }: OwnKey): AttachedProvider | undefined {
  const provider = findOwnable(config, name)
  const known = provider && (attachedProviders(config).get(name)?.baseUrl ?? provider.baseUrl)
  if (provider === undefined || (baseUrl ?? known) === undefined) return undefined
  const send = baseUrl === undefined ? fetch : guarded(config)
  return { provider, baseUrl: baseUrl ?? known ?? '', key, own: { hasUrl: baseUrl !== undefined, send } }
}

/** What the guard refuses is refused again, whoever asks. */
function guarded(config: Config) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetchGuarded(config, new URL(url), init)
    } catch (error) {
      if (!(error instanceof AddressRefused)) throw error
      throw new ProviderError('provider_unavailable', error, { isFinal: true })
    }
  }
}

/** A provider that takes keys of accounts. The models of one that names them by an account of the deployment are no others'. */
function findOwnable(config: Config, name: string): Provider | undefined {
  const known = PROVIDERS.find((provider) => provider.name === name) ?? attachedProviders(config).get(name)?.provider
  return known?.modelName === undefined ? known : undefined
}

/** Whether an account may bring a key of this provider, and have it sent there. @throws {AppError} bad_request, which says why not */
export async function requireOwnPlace(config: Config, name: string, baseUrl: string | undefined): Promise<void> {
  const provider = findOwnable(config, name)
  if (provider === undefined) throw wrong('params', 'provider', 'is no provider that takes keys of accounts')
  if (baseUrl === undefined) {
    const known = attachedProviders(config).get(name)?.baseUrl ?? provider.baseUrl
    if (known === undefined) throw wrong('body', 'base_url', 'is needed: this provider has no place of its own')
    return
  }
  const url = new URL(baseUrl)
  if (!isListed(config.PROVIDER_KEY_HOSTS, url.hostname)) {
    throw wrong('body', 'base_url', 'is of a host that this deployment does not allow')
  }
  if (url.search !== '' || url.hash !== '') throw wrong('body', 'base_url', 'must have neither a query nor a fragment')
  try {
    await requireAllowedUrl(config, url)
  } catch (error) {
    if (error instanceof AddressRefused) throw wrong('body', 'base_url', `may not be called: ${error.message}`)
    throw error
  }
}

function isListed(patterns: readonly string[], host: string): boolean {
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase()
    return wanted === '*' || (wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted)
  })
}

function wrong(place: 'params' | 'body', field: string, message: string): AppError {
  return new AppError('bad_request', { details: [{ path: [place, field], message }] })
}

// How this runtime reaches hosts that an account names. An adapter says it where its runtime can do more than fetch.
import type { Config } from '../config.ts'
import { AddressRefused, resolveAllowed, type ResolveHost } from './address-guard.ts'
import { resolveOverHttps } from './dns-over-https.ts'

export type Network = {
  resolve: ResolveHost
  /** Makes a request to one of these addresses and to no other; undefined where a runtime resolves by itself. */
  fetchAt?: (url: URL, init: RequestInit, addresses: readonly string[]) => Promise<Response>
  /** A POST as fetch makes it, for less; undefined where there is nothing but fetch. */
  post?: Post
}

export type PostInit = { headers: Record<string, string>; body: string | Blob; signal: AbortSignal }
/** As much of a response as is looked at; a redirect is an answer like others. */
export type PostAnswer = Pick<Response, 'ok' | 'status'> & {
  headers: Pick<Headers, 'get'>
  body: {
    getReader: () => Pick<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, 'read' | 'cancel'>
  } | null
}
export type Post = (url: string, init: PostInit) => Promise<PostAnswer>

const networks = new WeakMap<Config, Network>()

export function attachNetwork(config: Config, network: Network): void {
  networks.set(config, network)
}

type Redirects = {
  /** How often an answer may lead elsewhere: each address is checked like the first. */
  mostRedirects?: number
  /** Headers for the origin of the first URL alone. */
  secret?: Record<string, string> | undefined
}

/**
 * A fetch for URLs that an account gives: to public addresses alone, unless ALLOW_PRIVATE_ADDRESSES says otherwise, and on to
 * where an answer redirects only where that is asked for. Where the runtime allows it, the connection goes to the very
 * address that was checked.
 * @throws {AddressRefused}, or what fetch throws
 */
export async function fetchGuarded(
  config: Config,
  url: URL,
  init: RequestInit,
  { mostRedirects = 0, secret }: Redirects = {},
): Promise<Response> {
  let at = url
  for (let redirects = 0; ; redirects += 1) {
    const headers = { ...Object.fromEntries(new Headers(init.headers)), ...(at.origin === url.origin ? secret : {}) }
    const response = await fetchOnce(config, at, { ...init, headers, redirect: 'manual' })
    if (response.status < 300 || response.status >= 400) return response
    await response.body?.cancel()
    const location = response.headers.get('Location') ?? ''
    if (redirects >= mostRedirects || !URL.canParse(location, at.href))
      throw new AddressRefused('the answer leads elsewhere')
    at = new URL(location, at)
  }
}

async function fetchOnce(config: Config, url: URL, init: RequestInit): Promise<Response> {
  const { resolve, fetchAt } = networkOf(config)
  const addresses = await resolveAllowed(url, resolve, rulesOf(config), init.signal ?? undefined)
  return fetchAt === undefined ? fetch(url, init) : fetchAt(url, init, addresses)
}

/** Whether a URL may be called as it is now. @throws {AddressRefused} */
export async function requireAllowedUrl(config: Config, url: URL): Promise<void> {
  await resolveAllowed(url, networkOf(config).resolve, rulesOf(config))
}

/** How this runtime makes a POST to a host that the operator names. */
export function postOf(config: Config): Post {
  return networkOf(config).post ?? postBy(fetch)
}

/** A redirect would hand what is sent on to whatever host it names. */
export function postBy(send: (url: string, init: RequestInit) => Promise<Response>): Post {
  return (url, init) => send(url, { ...init, method: 'POST', redirect: 'manual' })
}

function networkOf(config: Config): Network {
  return networks.get(config) ?? { resolve: resolveOverHttps }
}

function rulesOf({ ALLOW_PRIVATE_ADDRESSES }: Config) {
  return { allowPrivate: ALLOW_PRIVATE_ADDRESSES === 'true' }
}

import type { Config } from '../config.ts'
import { pause, withTimeout } from '../timing.ts'
import { isBrowserThere } from './browser.ts'
import { connectRedis } from './redis.ts'

export const SERVICE_NAMES = ['data', 'accounts', 'redis', 'ai', 'browser'] as const
export type ServiceName = (typeof SERVICE_NAMES)[number]

/** Where the provider of the first model lists its models: by that, its health is told. */
export type Endpoint = { url: string; headers: (signal: AbortSignal) => Promise<Record<string, string>> }
export type Deployment = { config: Config; models: Endpoint | undefined }

export type ServiceState = {
  name: ServiceName
  /** Whether the API can do its work without it. */
  required: boolean
  ok: boolean
  latency_ms: number
}

/** How long a backing service may take to show that it is there. */
export const PROBE_TIMEOUT_MS = 2000
/** How long an answer serves whoever else wants to know. */
const FRESH_MS = 1000
/** How often those look for the answer that somebody else is waiting for. */
const LOOK_EVERY_MS = 20

/**
 * Asks each backing service for a sign of life, all at once. Redis is not required: without it, facts still come from
 * Postgres, only text between them is missing. Nor is the AI provider: reading and writing go on. Nor is a browser, which
 * costs evidence alone.
 */
export function probeServices(
  deployment: Deployment,
  names: readonly ServiceName[] = SERVICE_NAMES,
): Promise<ServiceState[]> {
  return Promise.all(attachedOf(names, deployment).map((name) => probe(name, deployment)))
}

/** Tells of backing services, and asks each at most once a second, however many want to know. */
export type ServiceProbe = (names: readonly ServiceName[]) => Promise<ServiceState[]>

export function createServiceProbe(deployment: Deployment): ServiceProbe {
  const last = new Map<ServiceName, { askedAt: number; state?: ServiceState }>()
  async function ask(name: ServiceName): Promise<ServiceState> {
    const known = last.get(name)
    if (known !== undefined && performance.now() - known.askedAt < FRESH_MS) {
      const state = await untilTold(known)
      if (state !== undefined) return state
    }
    const entry: { askedAt: number; state?: ServiceState } = { askedAt: performance.now() }
    last.set(name, entry)
    return (entry.state = await probe(name, deployment))
  }
  return (names) => Promise.all(attachedOf(names, deployment).map(ask))
}

/** A browser that nobody has attached is not missed. */
function attachedOf(names: readonly ServiceName[], { config }: Deployment): ServiceName[] {
  return names.filter((name) => name !== 'browser' || config.BROWSER_URL !== undefined)
}

/**
 * The answer that another request waits for. On Workers no request may wait for the work of another, so this looks for
 * what that leaves behind; nothing is left where the other request was broken off.
 */
async function untilTold(entry: { state?: ServiceState }): Promise<ServiceState | undefined> {
  const until = performance.now() + PROBE_TIMEOUT_MS
  while (entry.state === undefined && performance.now() < until) {
    await pause(LOOK_EVERY_MS)
  }
  return entry.state
}

async function probe(name: ServiceName, deployment: Deployment): Promise<ServiceState> {
  const start = performance.now()
  const { required, asks } = PROBES[name]
  const answered = asks(deployment).catch(() => false)
  const ok = await withTimeout(answered, PROBE_TIMEOUT_MS, () => false)
  return { name, required, ok, latency_ms: Math.round(performance.now() - start) }
}

type Probe = { required: boolean; asks: (deployment: Deployment) => Promise<boolean> }

const PROBES: Record<ServiceName, Probe> = {
  data: {
    required: true,
    asks: ({ config }) => getJson(`${config.SUPABASE_URL}/rest/v1/projects?select=id&limit=1`, keysOf(config)),
  },
  accounts: { required: true, asks: ({ config }) => getJson(`${config.SUPABASE_URL}/auth/v1/health`, keysOf(config)) },
  redis: {
    required: false,
    asks: async ({ config }) => (await connectRedis(config, PROBE_TIMEOUT_MS).ping()) === 'PONG',
  },
  ai: {
    required: false,
    asks: async ({ models }) => models !== undefined && (await askModels(models)),
  },
  browser: {
    required: false,
    asks: async ({ config: { BROWSER_URL: url } }) =>
      url !== undefined && (await isBrowserThere(url, AbortSignal.timeout(PROBE_TIMEOUT_MS))),
  },
}

function keysOf(config: Config): Record<string, string> {
  return { apikey: config.SUPABASE_SECRET_KEY }
}

/** A page that answers 200 to everything, as that of a wrong address, is no service. */
async function getJson(url: string, headers: Record<string, string>): Promise<boolean> {
  const response = await askPlainly(url, headers, AbortSignal.timeout(PROBE_TIMEOUT_MS))
  const answer: unknown = await response.json()
  return response.ok && typeof answer === 'object'
}

async function askModels({ url, headers }: Endpoint): Promise<boolean> {
  const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS)
  const response = await askPlainly(url, await headers(signal), signal)
  await response.body?.cancel()
  return response.ok
}

/** A redirect would show the keys of a service to whatever host it names: it is an answer like any other that is not good. */
export function askPlainly(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  return fetch(url, { headers, redirect: 'manual', signal })
}

import type { Config } from '../config.ts'
import { withTimeout } from '../timing.ts'
import { connectRedis } from './redis.ts'

export type ServiceState = {
  name: 'data' | 'accounts' | 'redis' | 'ai'
  /** Whether the API can do its work without it. */
  required: boolean
  ok: boolean
  latency_ms: number
}

/** How long a backing service may take to show that it is there. */
export const PROBE_TIMEOUT_MS = 2000

/**
 * Asks each backing service for a sign of life, all at once. Redis is not required: without it, facts still come from
 * Postgres, only text between them is missing. Nor is the AI provider: reading and writing go on.
 */
export function probeServices(config: Config): Promise<ServiceState[]> {
  const keys = { apikey: config.SUPABASE_SECRET_KEY }
  return Promise.all([
    probe('data', true, () => getJson(`${config.SUPABASE_URL}/rest/v1/projects?select=id&limit=1`, keys)),
    probe('accounts', true, () => getJson(`${config.SUPABASE_URL}/auth/v1/health`, keys)),
    probe('redis', false, async () => (await connectRedis(config, PROBE_TIMEOUT_MS).ping()) === 'PONG'),
    probe('ai', false, () => get(`${config.AI_BASE_URL}/models`, { Authorization: `Bearer ${config.AI_API_KEY}` })),
  ])
}

async function probe(
  name: ServiceState['name'],
  required: boolean,
  ask: () => Promise<boolean>,
): Promise<ServiceState> {
  const start = performance.now()
  const answered = ask().catch(() => false)
  const ok = await withTimeout(answered, PROBE_TIMEOUT_MS, () => false)
  return { name, required, ok, latency_ms: Math.round(performance.now() - start) }
}

/** A page that answers 200 to everything, as that of a wrong address, is no service. */
async function getJson(url: string, headers: Record<string, string>): Promise<boolean> {
  const response = await fetchInTime(url, headers)
  const answer: unknown = await response.json()
  return response.ok && typeof answer === 'object'
}

async function get(url: string, headers: Record<string, string>): Promise<boolean> {
  const response = await fetchInTime(url, headers)
  await response.body?.cancel()
  return response.ok
}

function fetchInTime(url: string, headers: Record<string, string>): Promise<Response> {
  return fetch(url, { headers, signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })
}

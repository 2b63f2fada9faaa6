// Who is compared, each in a process of its own before the same upstream.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseConfig } from '../../../src/config.ts'
import { createRemoteClient } from '../../support/remote.ts'
import { putOnTier } from '../../support/tiers.ts'
import { startWeb, type WebProcess } from '../app-process.ts'

/** `url` is up to and with /v1. */
export type Contender = {
  name: string
  url: string
  headers: Record<string, string>
  pid: number | undefined
  kill: () => void
}

const UPSTREAM = fileURLToPath(new URL('upstream.ts', import.meta.url))
const BARE_PROXY = fileURLToPath(new URL('bare-proxy.ts', import.meta.url))
const PEERS = fileURLToPath(new URL('../../peers/', import.meta.url))
const PORTKEY = join(PEERS, 'node_modules', '@portkey-ai', 'gateway', 'build', 'start-server.js')

/** The provider; it is asked directly, too. */
export async function startUpstream(): Promise<Contender> {
  return contend('direct', await startWeb({}, [UPSTREAM]), {})
}

export async function startBareProxy({ url }: Contender): Promise<Contender> {
  const environment = { UPSTREAM: url }
  return contend('bare Hono proxy', await startWeb(environment, [BARE_PROXY]), {})
}

export async function startPortkey({ url }: Contender): Promise<Contender> {
  const headers = { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': url, Authorization: 'Bearer k' }
  const web = await startWeb({ NODE_ENV: 'production' }, (port) => [PORTKEY, '--headless', `--port=${port}`], '/')
  return contend('Portkey 1.15.2', web, headers)
}

/** Ours, asked with a key for programs that has a rate and a budget, of an account that has them, too; with a chain of two. */
export async function startOurs({ url }: Contender, services: Record<string, string>): Promise<Contender> {
  const environment = {
    ...services,
    LOG_LEVEL: 'info',
    AI_BASE_URL: url,
    AI_API_KEY: 'k',
    AI_MODELS: 'm,second',
    AI_FALLBACK_MODELS: 'second',
    AI_PRICES: 'm=1/1,second=1/1',
    AI_MODEL_LIMITS: 'm=200000/1000,second=200000/1000',
    RATE_LIMIT_PER_ACCOUNT: '1000000',
  }
  const web = await startWeb(environment)
  const key = await createKey(web, environment)
  return contend('ours', web, { Authorization: `Bearer ${key}` })
}

async function createKey({ url }: WebProcess, environment: Record<string, string>): Promise<string> {
  const client = await createRemoteClient(url)
  const { id } = await client.json<{ id: string }>('GET', '/api/auth/user')
  const limits = { monthly_ai_usd: 100_000, max_requests_per_minute: 1_000_000 }
  await putOnTier(parseConfig(environment), id, limits)
  const key = { name: 'bench', scopes: ['ai'], monthly_budget_usd: 90_000, requests_per_minute: 900_000 }
  return (await client.json<{ key: string }>('POST', '/api/keys', key)).key
}

function contend(name: string, web: WebProcess, headers: Record<string, string>): Contender {
  return { name, url: `${web.url}/v1`, headers, pid: web.pid, kill: web.kill }
}

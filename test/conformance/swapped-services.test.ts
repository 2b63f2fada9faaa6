// The same Node process over other implementations of the same protocols: what is swapped is a URL and its key.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it, vi } from 'vitest'
import { modelId } from '../../local/offline-model/chat-request.ts'
import { startOfflineModel } from '../../local/offline-model/server.ts'
import { startRedisBridge } from '../../local/redis/bridge.ts'
import { chooseRedisBackend } from '../../local/redis/choose-backend.ts'
import { startDatabase } from '../../local/supabase-lite.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { createCaller, walkEndToEnd } from './end-to-end.ts'
import { startRuntime } from './runtimes.ts'
import { startSuiteModel } from './suite-model.ts'

/** `missing` is why it cannot be tried here. */
type Part = { environment: Record<string, string>; close: () => Promise<void> } | { missing: string }

const KEYS = {
  jwtSecret: 'a-secret-of-at-least-32-characters-for-tests',
  publishableKey: 'sb_publishable_t',
  secretKey: 'sb_secret_t',
}
/** So that a busy machine is not taken for a service that is away. */
const PATIENCE = { SERVICE_TIMEOUT_MS: '120000' }

const DATABASES = {
  'Supabase Lite on PGlite': () => startPglite(),
  'Supabase Lite on PostgreSQL': () => startPostgresLite(),
}
const REDIS = { 'redis-server': () => startRedis(true), 'embedded Redis': () => startRedis(false) }
const MODELS = { 'offline model': () => startOffline(), 'scripted model': () => startScripted() }

const PARTS: Record<string, () => Promise<Part>> = { ...DATABASES, ...REDIS, ...MODELS }
const COMBINATIONS = Object.keys(DATABASES).flatMap((database) =>
  Object.keys(REDIS).flatMap((redis) => Object.keys(MODELS).map((model) => [database, redis, model])),
)

let folder: string
const started = new Map<string, Part>()

beforeAll(async () => {
  // Supabase Lite prints every refused query.
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  folder = await mkdtemp(join(tmpdir(), 'samokoder-services-'))
  await cp('dist', join(folder, 'dist'), { recursive: true })
  for (const [name, start] of Object.entries(PARTS)) started.set(name, await start())
})
afterAll(async () => {
  for (const part of started.values()) if ('close' in part) await part.close()
  await rm(folder, { recursive: true, force: true })
})

describe('services swapped by URL', () => {
  it.for(COMBINATIONS)('%s · %s · %s', async (names, { skip }) => {
    const environment: Record<string, string> = { HOST: '127.0.0.1', ...PATIENCE }
    for (const name of names) {
      const part = started.get(name) ?? { missing: 'it was not started' }
      if ('missing' in part) skip(part.missing)
      else Object.assign(environment, part.environment)
    }
    const running = await startRuntime('node', { folder, environment })
    try {
      await walkEndToEnd(createCaller([running]), 'A todo list with filters')
    } finally {
      await running.stop()
    }
  })
})

function dataEnvironment(url: string) {
  return {
    SUPABASE_URL: url,
    SUPABASE_PUBLISHABLE_KEY: KEYS.publishableKey,
    SUPABASE_SECRET_KEY: KEYS.secretKey,
    SUPABASE_JWT_SECRET: KEYS.jwtSecret,
  }
}

async function startPglite(): Promise<Part> {
  const database = await startDatabase({ dataDir: undefined, port: 0, keys: KEYS })
  return { environment: dataEnvironment(database.url), close: database.close }
}

async function startPostgresLite(): Promise<Part> {
  const lite = await import('@supabase/lite/postgres').catch(() => undefined)
  if (lite === undefined) return { missing: 'the package "postgres" is not installed' }
  const server = await startPostgres()
  if (server === undefined) return { missing: 'there is no initdb and postgres' }
  const postgresOptions = { onnotice: () => undefined, types: { json: plainJson(114), jsonb: plainJson(3802) } }
  const connection = lite.createPostgresConnection({ url: server.url, postgresOptions })
  const database = await startDatabase({ connection, port: 0, keys: KEYS })
  return {
    environment: dataEnvironment(database.url),
    close: async () => {
      await database.close()
      await server.close()
    },
  }
}

/** Supabase Lite hands jsonb arguments over as JSON text, which the driver would make a JSON string of. */
function plainJson(type: number) {
  return {
    to: type,
    from: [type],
    serialize: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
    parse: (text: string): unknown => JSON.parse(text),
  }
}

async function startRedis(preferServer: boolean): Promise<Part> {
  const dataDir = join(folder, preferServer ? 'server' : 'embedded')
  const { backend, kind, reason } = await chooseRedisBackend({ dataDir, preferServer })
  if (preferServer && kind !== 'redis-server') {
    await backend.close()
    return { missing: reason }
  }
  const bridge = await startRedisBridge({ token: 't', backend })
  return {
    environment: { UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: 't' },
    close: async () => {
      await bridge.close()
      await backend.close()
    },
  }
}

async function startOffline(): Promise<Part> {
  const { url, close } = await startOfflineModel({ apiKey: 'k' })
  return { environment: { AI_BASE_URL: url, AI_API_KEY: 'k', AI_MODELS: modelId }, close }
}

async function startScripted(): Promise<Part> {
  const { url, close } = await startSuiteModel()
  return { environment: { AI_BASE_URL: url, AI_API_KEY: 'k', AI_MODELS: 'm' }, close }
}

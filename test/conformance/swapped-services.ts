// The same Node process over other implementations of the same protocols: what is swapped is a URL and its key.
import { join } from 'node:path'
import { startDatabase } from '../../local/supabase-lite.ts'
import { modelId } from '../../local/offline-model/chat-request.ts'
import { startOfflineModel } from '../../local/offline-model/server.ts'
import { startRedisBridge } from '../../local/redis/bridge.ts'
import { chooseRedisBackend } from '../../local/redis/choose-backend.ts'
import { startPostgres } from '../support/postgres-server.ts'
import type { Check } from './checks.ts'
import { createCaller, walkEndToEnd } from './end-to-end.ts'
import { startRuntime } from './runtimes.ts'
import type { SuiteModel } from './suite-model.ts'

type Part =
  | { name: string; environment: Record<string, string>; close: () => Promise<void> }
  | { name: string; missing: string }

const KEYS = {
  jwtSecret: 'a-secret-of-at-least-32-characters-for-tests',
  publishableKey: 'sb_publishable_t',
  secretKey: 'sb_secret_t',
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

/** Every combination of two databases, two Redis and two models. `folder` holds `dist/`. */
export async function swappedServices(
  folder: string,
  model: SuiteModel,
): Promise<{ checks: Check[]; close: () => Promise<void> }> {
  const databases = [await pglite(), await postgres()]
  const caches = [await redis(folder, true), await redis(folder, false)]
  const models = [await offlineModel(), scripted(model)]
  const checks = databases.flatMap((database) =>
    caches.flatMap((cache) =>
      models.map((chosen) => ({
        name: [database, cache, chosen].map(({ name }) => name).join(' · '),
        run: () => walk(folder, [database, cache, chosen]),
      })),
    ),
  )
  return {
    checks,
    close: async () => {
      for (const part of [...databases, ...caches, ...models]) if ('close' in part) await part.close()
    },
  }
}

async function walk(folder: string, parts: Part[]) {
  const environment: Record<string, string> = { HOST: '127.0.0.1', EVENTS_POLL_MS: '50' }
  for (const part of parts) {
    if ('missing' in part) return { skip: part.missing }
    Object.assign(environment, part.environment)
  }
  const running = await startRuntime('node', { folder, environment })
  try {
    const caller = createCaller([running])
    await walkEndToEnd(caller, 'A todo list with filters')
    return { detail: `✓ ${caller.steps.length} requests` }
  } finally {
    await running.stop()
  }
}

function dataEnvironment(url: string) {
  return {
    SUPABASE_URL: url,
    SUPABASE_PUBLISHABLE_KEY: KEYS.publishableKey,
    SUPABASE_SECRET_KEY: KEYS.secretKey,
    SUPABASE_JWT_SECRET: KEYS.jwtSecret,
  }
}

async function pglite(): Promise<Part> {
  const database = await startDatabase({ dataDir: undefined, port: 0, keys: KEYS })
  return { name: 'Supabase Lite on PGlite', environment: dataEnvironment(database.url), close: database.close }
}

async function postgres(): Promise<Part> {
  const name = 'Supabase Lite on PostgreSQL'
  const lite = await import('@supabase/lite/postgres').catch(() => undefined)
  if (lite === undefined) return { name, missing: 'the package "postgres" is not installed' }
  const server = await startPostgres()
  if (server === undefined) return { name, missing: 'there is no initdb and postgres' }
  const postgresOptions = { onnotice: () => undefined, types: { json: plainJson(114), jsonb: plainJson(3802) } }
  const connection = lite.createPostgresConnection({ url: server.url, postgresOptions })
  const database = await startDatabase({ connection, port: 0, keys: KEYS })
  return {
    name: `${name} ${server.version}`,
    environment: dataEnvironment(database.url),
    close: async () => {
      await database.close()
      await server.close()
    },
  }
}

async function redis(folder: string, preferServer: boolean): Promise<Part> {
  const { backend, kind, reason } = await chooseRedisBackend({
    dataDir: join(folder, preferServer ? 'server' : 'embedded'),
    preferServer,
  })
  if (preferServer && kind !== 'redis-server') {
    await backend.close()
    return { name: 'redis-server', missing: reason }
  }
  const bridge = await startRedisBridge({ token: 't', backend })
  return {
    name: kind === 'redis-server' ? 'redis-server' : 'embedded Redis',
    environment: { UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: 't' },
    close: async () => {
      await bridge.close()
      await backend.close()
    },
  }
}

async function offlineModel(): Promise<Part> {
  const { url, close } = await startOfflineModel({ apiKey: 'k' })
  return { name: 'offline model', environment: { AI_BASE_URL: url, AI_API_KEY: 'k', AI_MODELS: modelId }, close }
}

function scripted({ url }: SuiteModel): Part {
  return {
    name: 'scripted model',
    environment: { AI_BASE_URL: url, AI_API_KEY: 'k', AI_MODELS: 'm' },
    close: () => Promise.resolve(),
  }
}

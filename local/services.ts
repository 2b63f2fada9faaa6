// The embedded backing services of one machine. Each is reached over its real protocol, by URL and key, and each gives
// way to an attached one as soon as the environment names it.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startDatabase } from './supabase-lite.ts'
import { startOfflineModel } from './offline-model/server.ts'
import { modelId } from './offline-model/chat-request.ts'
import { startRedisBridge } from './redis/bridge.ts'
import { chooseRedisBackend } from './redis/choose-backend.ts'
import { readSecrets } from './local-secrets.ts'

export type Part = { name: string; what: string; url: string }
export type LocalServices = {
  /** Variables for the app's environment. */
  environment: Record<string, string>
  parts: Part[]
  close: () => Promise<void>
}

export type Storage = { dataDir: string; database: 'on disk' | 'in memory' }

/** Starts what `given` (an environment) does not name. */
export async function startServices(
  storage: Storage,
  given: Record<string, string | undefined>,
): Promise<LocalServices> {
  const { dataDir } = storage
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const secrets = await readSecrets(dataDir)
  const started: { environment: Record<string, string>; part: Part; close: () => Promise<void> }[] = []
  try {
    if (!given['SUPABASE_URL']) started.push(await startData(storage, secrets))
    if (!given['UPSTASH_REDIS_REST_URL']) started.push(await startRedis(dataDir, secrets.redisToken))
    if (!given['AI_API_KEY'] && !given['AI_BASE_URL']) started.push(await startModel(secrets.modelKey))
  } catch (error) {
    await Promise.allSettled(started.map(({ close }) => close()))
    throw error
  }
  return {
    environment: Object.assign({}, ...started.map(({ environment }) => environment)) as Record<string, string>,
    parts: [...started.map(({ part }) => part), ...attachedParts(given)],
    close: async () => {
      for (const { close } of started.toReversed()) await close()
    },
  }
}

type Secrets = Awaited<ReturnType<typeof readSecrets>>

async function startData(storage: Storage, { jwtSecret, publishableKey, secretKey }: Secrets) {
  const directory = storage.database === 'in memory' ? undefined : join(storage.dataDir, 'database')
  const database = await startDatabase({ dataDir: directory, port: 0, keys: { jwtSecret, publishableKey, secretKey } })
  return {
    environment: {
      SUPABASE_URL: database.url,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      SUPABASE_SECRET_KEY: secretKey,
      SUPABASE_JWT_SECRET: jwtSecret,
    },
    part: {
      name: 'data and accounts',
      what: `Supabase Lite on PGlite (${directory ?? 'in memory'})`,
      url: database.url,
    },
    close: database.close,
  }
}

async function startRedis(dataDir: string, token: string) {
  const { backend, kind, reason } = await chooseRedisBackend({ dataDir, preferServer: true })
  const bridge = await startRedisBridge({ token, backend })
  const what =
    kind === 'redis-server' ? 'redis-server behind the REST bridge' : `embedded store behind the REST bridge: ${reason}`
  return {
    environment: { UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: token },
    part: { name: 'cache and live events', what, url: bridge.url },
    close: async () => {
      await bridge.close()
      await backend.close()
    },
  }
}

async function startModel(apiKey: string) {
  const model = await startOfflineModel({ apiKey })
  return {
    environment: { AI_BASE_URL: model.url, AI_API_KEY: apiKey, AI_MODELS: modelId },
    part: { name: 'model', what: 'offline starter catalogue (not an AI; set AI_API_KEY for one)', url: model.url },
    close: model.close,
  }
}

function attachedParts(given: Record<string, string | undefined>): Part[] {
  const parts: Part[] = []
  const { SUPABASE_URL, UPSTASH_REDIS_REST_URL, AI_API_KEY, AI_BASE_URL } = given
  if (SUPABASE_URL) parts.push({ name: 'data and accounts', what: 'attached by SUPABASE_URL', url: SUPABASE_URL })
  if (UPSTASH_REDIS_REST_URL) {
    parts.push({
      name: 'cache and live events',
      what: 'attached by UPSTASH_REDIS_REST_URL',
      url: UPSTASH_REDIS_REST_URL,
    })
  }
  if (AI_API_KEY || AI_BASE_URL) {
    parts.push({
      name: 'model',
      what: 'attached by AI_API_KEY or AI_BASE_URL',
      url: AI_BASE_URL ?? 'default AI_BASE_URL',
    })
  }
  return parts
}

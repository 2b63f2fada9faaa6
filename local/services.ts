// The embedded backing services of one machine, each in a thread of its own. Each is reached over its real protocol, by
// URL and key, and each gives way to an attached one as soon as the environment names it.
import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startBrowser } from './browser/start-browser.ts'
import { modelId } from './offline-model/chat-request.ts'
import { readSecrets } from './local-secrets.ts'
import { findUnusedKey } from './model-places.ts'
import type { DatabaseThreadOptions } from './threads/database.ts'
import type { ModelThreadOptions } from './threads/model.ts'
import type { RedisThreadOptions, RedisTold } from './threads/redis.ts'
import { keepServiceThread, startServiceThread, type ServiceThread } from './threads/service-thread.ts'

export type Part = { name: string; what: string; url: string }
export type LocalServices = {
  /** Variables for the app's environment. */
  environment: Record<string, string>
  parts: Part[]
  /** Resolves with a sentence when one of them ends by itself. */
  failed: Promise<string>
  close: () => Promise<void>
}

export type Storage = {
  dataDir: string
  database: 'on disk' | 'in memory'
  /** Whether a Chromium of this machine opens what runs make; it does not unless told so. */
  browser?: 'where there is one'
}

/** Which services an environment leaves to this machine. */
export function needsOwn(
  given: Record<string, string | undefined>,
): Record<'data' | 'redis' | 'model' | 'browser', boolean> {
  return {
    browser: !given['BROWSER_URL'],
    data: !given['SUPABASE_URL'],
    redis: !given['UPSTASH_REDIS_REST_URL'],
    model: !given['AI_API_KEY'] && !given['AI_BASE_URL'] && !given['AI_MODELS'],
  }
}

/** Starts what `given` (an environment) does not name. */
export async function startServices(
  storage: Storage,
  given: Record<string, string | undefined>,
): Promise<LocalServices> {
  const { dataDir } = storage
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const secrets = await readSecrets(dataDir)
  const own = needsOwn(given)
  const starting: Promise<StartedPart>[] = []
  if (own.data) starting.push(startData(storage, secrets))
  if (own.redis) starting.push(startRedis(dataDir, secrets.redisToken))
  if (own.model) starting.push(startModel(secrets.modelKey, given))
  if (own.browser && storage.browser !== undefined) starting.push(startBrowserPart(given))
  const started = await allOrNone(starting)
  return {
    environment: Object.assign(
      own.data && !given['PROVIDER_KEY_RING'] ? ringOf(secrets) : {},
      ...started.map(({ environment }) => environment),
    ) as Record<string, string>,
    parts: [...started.map(({ part }) => part), ...attachedParts(given)],
    failed: Promise.race(started.map(async ({ part, thread }) => `${part.what} failed: ${await thread.failed}`)),
    close: async () => {
      for (const { thread } of started.toReversed()) await thread.close()
    },
  }
}

/** Of the data's own secret, so that what it seals is readable for as long as that data is. */
function ringOf({ secretKey }: Secrets): Record<string, string> {
  return { PROVIDER_KEY_RING: `local=${createHash('sha256').update(`ring:${secretKey}`).digest('base64')}` }
}

/** Closes those that have started when one does not. */
async function allOrNone(starting: Promise<StartedPart>[]): Promise<StartedPart[]> {
  try {
    return await Promise.all(starting)
  } catch (error) {
    for (const one of await Promise.allSettled(starting)) if (one.status === 'fulfilled') await one.value.thread.close()
    throw error
  }
}

type StartedPart = {
  environment: Record<string, string>
  part: Part
  thread: Pick<ServiceThread<unknown>, 'failed' | 'close'>
}
type Secrets = Awaited<ReturnType<typeof readSecrets>>

async function startData(storage: Storage, secrets: Secrets): Promise<StartedPart> {
  const { jwtSecret, publishableKey, secretKey } = secrets
  const dataDir = storage.database === 'in memory' ? undefined : join(storage.dataDir, 'database')
  const options: DatabaseThreadOptions = { dataDir, keys: { jwtSecret, publishableKey, secretKey } }
  const thread = await startServiceThread<{ url: string }>(new URL('threads/database.ts', import.meta.url), options)
  const { url } = thread.told
  return {
    environment: {
      SUPABASE_URL: url,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      SUPABASE_SECRET_KEY: secretKey,
      SUPABASE_JWT_SECRET: jwtSecret,
    },
    part: { name: 'data and accounts', what: `Supabase Lite on PGlite (${dataDir ?? 'in memory'})`, url },
    thread,
  }
}

async function startRedis(dataDir: string, token: string): Promise<StartedPart> {
  // Again on the port of before, which the app knows.
  const optionsOf = (told?: RedisTold): RedisThreadOptions => {
    return { dataDir, token, port: told === undefined ? 0 : Number(new URL(told.url).port) }
  }
  const onRestart = (cause: string) =>
    process.stderr.write(`The Redis bridge failed (${cause}), and was started again.\n`)
  const thread = await keepServiceThread<RedisTold>(new URL('threads/redis.ts', import.meta.url), optionsOf, onRestart)
  const { url, kind, reason } = thread.told
  const what =
    kind === 'redis-server' ? 'redis-server behind the REST bridge' : `embedded store behind the REST bridge: ${reason}`
  return {
    environment: { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token },
    part: { name: 'cache and live events', what, url },
    thread,
  }
}

async function startModel(apiKey: string, given: Record<string, string | undefined>): Promise<StartedPart> {
  const options: ModelThreadOptions = { apiKey }
  const thread = await startServiceThread<{ url: string }>(new URL('threads/model.ts', import.meta.url), options)
  const { url } = thread.told
  const unused = findUnusedKey(given)
  const hint =
    unused === undefined
      ? 'set AI_API_KEY for one'
      : `for that of ${unused.variable}, name its models in AI_MODELS: ${unused.beginning}…`
  return {
    environment: { AI_BASE_URL: url, AI_API_KEY: apiKey, AI_MODELS: modelId },
    part: { name: 'model', what: `offline starter catalogue (not an AI; ${hint})`, url },
    thread,
  }
}

async function startBrowserPart(given: Record<string, string | undefined>): Promise<StartedPart> {
  const { url, what, close } = await startBrowser(given)
  return {
    environment: url === '' ? {} : { BROWSER_URL: url },
    part: { name: 'browser', what, url },
    // It is started again as often as it ends, and no run needs it.
    thread: { failed: new Promise(() => undefined), close },
  }
}

function attachedParts(given: Record<string, string | undefined>): Part[] {
  const parts: Part[] = []
  const { SUPABASE_URL, UPSTASH_REDIS_REST_URL, BROWSER_URL } = given
  if (SUPABASE_URL) parts.push({ name: 'data and accounts', what: 'attached by SUPABASE_URL', url: SUPABASE_URL })
  if (UPSTASH_REDIS_REST_URL) {
    parts.push({
      name: 'cache and live events',
      what: 'attached by UPSTASH_REDIS_REST_URL',
      url: UPSTASH_REDIS_REST_URL,
    })
  }
  // Without its path and query, where hosted browsers have a token.
  if (BROWSER_URL) parts.push({ name: 'browser', what: 'attached by BROWSER_URL', url: placeOf(BROWSER_URL) })
  return parts
}

function placeOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}

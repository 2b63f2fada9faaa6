// Whose a key is. PostgreSQL knows; Redis remembers it for a minute for all processes, and a process for half a second.
import type { Config } from '../config.ts'
import type { ApiKeyGrant } from '../services/database-types.ts'
import { describeCommand } from '../services/describe-call.ts'
import { redisKeys } from '../services/redis-keys.ts'
import { connectRedis } from '../services/redis.ts'
import { connectAsService, rowsOf } from '../services/supabase.ts'
import type { CallTelemetry } from '../telemetry/telemetry.ts'
import { createSharedMemory, type Ask, type Sharing } from './shared-memory.ts'

/** A process believes in a key that was revoked for so long at most. */
export const MEMORY_MS = 500
/** How long Redis remembers a key; each time, PostgreSQL notes that it was used. */
const REMEMBERED_SECONDS = 60
/** How long a request waits for Redis before it asks PostgreSQL. */
const PATIENCE_MS = 1000
/** Stands where a key was changed. No process writes over it what it had read before the change. */
const CHANGED = 'changed'

type Options = {
  telemetry?: CallTelemetry
  /** Called before PostgreSQL is asked; throws where that has been asked too often. */
  beforeAsking?: () => Promise<void>
  sharing?: Sharing | undefined
}
/** What the key with this hash may do; undefined when it is unknown, revoked or expired. */
export type FindKey = (hash: string, options?: Options) => Promise<ApiKeyGrant | undefined>

export function createKeyLookup(config: Config, now: () => number = Date.now): FindKey {
  const memory = createSharedMemory<ApiKeyGrant | undefined>(MEMORY_MS, now)

  async function find(
    hash: string,
    telemetry: CallTelemetry | undefined,
    beforeAsking: Options['beforeAsking'],
  ): Promise<ApiKeyGrant | undefined> {
    const redis = connectRedis(config, PATIENCE_MS)
    const recall = () => redis.get<string>(redisKeys.apiKey(hash))
    const recalled = telemetry === undefined ? recall() : telemetry.tracer.span(describeCommand('GET'), recall)
    const stored = await recalled.catch(() => undefined)
    if (typeof stored === 'string' && stored !== CHANGED) return JSON.parse(stored) as ApiKeyGrant
    await beforeAsking?.()
    const [grant] = rowsOf(await connectAsService(config, telemetry).rpc('find_api_key', { p_hash: hash }))
    // Null is Redis with nothing there; undefined is no Redis.
    if (grant !== undefined && stored === null) {
      const options = { ex: REMEMBERED_SECONDS, nx: true } as const
      await redis.set(redisKeys.apiKey(hash), JSON.stringify(grant), options).catch(() => undefined)
    }
    return grant
  }

  return async function findKey(hash, { telemetry, beforeAsking, sharing } = {}) {
    const ask: Ask<ApiKeyGrant | undefined> = async ({ isAhead }) => {
      const askedAt = now()
      const answer = await find(hash, isAhead ? undefined : telemetry, beforeAsking)
      return answer === undefined ? { answer } : { answer, until: askedAt + MEMORY_MS }
    }
    const grant = await memory.read(hash, ask, sharing)
    return grant === undefined || hasExpired(grant, now()) ? undefined : grant
  }
}

/**
 * Has every process ask PostgreSQL for these keys anew, within MEMORY_MS. Throws what the client throws when Redis does
 * not answer: the change is made by then, and not yet in force everywhere.
 */
export async function forgetKeys(config: Config, hashes: readonly string[]): Promise<void> {
  const redis = connectRedis(config)
  // Longer than any process may be about to store what it has read before.
  const ex = REMEMBERED_SECONDS + Math.ceil((config.SERVICE_TIMEOUT_MS * 2) / 1000)
  await Promise.all(hashes.map((hash) => redis.set(redisKeys.apiKey(hash), CHANGED, { ex })))
}

function hasExpired({ expires_at }: ApiKeyGrant, now: number): boolean {
  return expires_at !== null && Date.parse(expires_at) <= now
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRedisBridge } from '../../local/redis/bridge.ts'
import { redisServerBackend } from '../../local/redis/redis-server-backend.ts'
import { findRedisServer } from '../../local/redis/redis-server-process.ts'

const binary = findRedisServer()

/** Why there can be no such server, for the name of a test that is left out; empty where there can. */
export const NO_REDIS_SERVER = binary === undefined ? ' (skipped: no redis-server on PATH)' : ''

export type CountedRedis = {
  /** Variables for an app over it. */
  environment: Record<string, string>
  /** The commands that the work took, as a store bills them that counts what scripts call: by name. */
  billed: (work: () => Promise<unknown>) => Promise<Record<string, number>>
  close: () => Promise<void>
}

/** A redis-server of one's own behind the bridge: the server itself counts. */
export async function startCountedRedis(): Promise<CountedRedis> {
  if (binary === undefined) throw new Error('there is no redis-server on PATH')
  const dataDir = await mkdtemp(join(tmpdir(), 'samokoder-redis-'))
  const backend = await redisServerBackend({ binary, dataDir })
  const bridge = await startRedisBridge({ backend, token: 'a-token' })
  return {
    environment: { UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: 'a-token' },
    billed: async (work) => {
      await backend.run(['CONFIG', 'RESETSTAT'])
      await work()
      const reply = await backend.run(['INFO', 'commandstats'])
      const text = Buffer.isBuffer(reply) ? reply.toString() : ''
      const counts = Array.from(text.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm), ([, name = '', calls]) => [
        name,
        calls,
      ])
      return Object.fromEntries(counts.map(([name, calls]) => [name, Number(calls)]).filter(([name]) => name !== OWN))
    },
    close: async () => {
      await bridge.close()
      await backend.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

/** The reset counts itself. */
const OWN = 'config|resetstat'

import { Redis } from '@upstash/redis/cloudflare'
import type { Config } from '../config.ts'

export type { Redis }

/**
 * Values go in and come out as the strings they are; a call that fails is not repeated, so that it never blocks. It may
 * take SERVICE_TIMEOUT_MS, and no more than `mostMs`.
 */
export function connectRedis(config: Config, mostMs: number = Number.POSITIVE_INFINITY): Redis {
  const timeoutMs = Math.min(config.SERVICE_TIMEOUT_MS, mostMs)
  return new Redis({
    url: config.UPSTASH_REDIS_REST_URL,
    token: config.UPSTASH_REDIS_REST_TOKEN,
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: false,
    // The client takes an aborted call for an answer that no command gives, and fails on it.
    signal: () => AbortSignal.timeout(timeoutMs),
  })
}

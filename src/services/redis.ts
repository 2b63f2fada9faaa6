import { Redis } from '@upstash/redis/cloudflare'
import type { Config } from '../config.ts'

export type { Redis }

/** By configuration and the longest time of a call: a client holds no connection, and takes 50 kB to make. */
const clients = new WeakMap<Config, Map<number, Redis>>()

/**
 * Values go in and come out as the strings they are; a call that fails is not repeated, so that it never blocks. It may
 * take SERVICE_TIMEOUT_MS, and no more than `mostMs`.
 */
export function connectRedis(config: Config, mostMs: number = Number.POSITIVE_INFINITY): Redis {
  const timeoutMs = Math.min(config.SERVICE_TIMEOUT_MS, mostMs)
  const known = clients.get(config) ?? new Map<number, Redis>()
  clients.set(config, known)
  const client = known.get(timeoutMs) ?? createClient(config, timeoutMs)
  known.set(timeoutMs, client)
  return client
}

function createClient(config: Config, timeoutMs: number): Redis {
  return new Redis({
    url: config.UPSTASH_REDIS_REST_URL,
    token: config.UPSTASH_REDIS_REST_TOKEN,
    automaticDeserialization: false,
    enableTelemetry: false,
    // It would send what one request asks together with what another does, which on Workers may not wait for each other.
    enableAutoPipelining: false,
    retry: false,
    // The client takes an aborted call for an answer that no command gives, and fails on it.
    signal: () => AbortSignal.timeout(timeoutMs),
  })
}

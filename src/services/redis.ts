import { Redis } from '@upstash/redis/cloudflare'
import type { Config } from '../config.ts'
import type { Tracer } from '../telemetry/tracer.ts'
import { describeCommand } from './describe-call.ts'

export type { Redis }

/** By configuration and the longest time of a call: a client holds no connection, and takes 50 kB to make. */
const clients = new WeakMap<Config, Map<number, Redis>>()

/** A command that takes longer is kept in traces that are not sampled, too. */
const SLOW_COMMAND_MS = 1000

/**
 * Values go in and come out as the strings they are; a call that fails is not repeated, so that it never blocks. It may
 * take SERVICE_TIMEOUT_MS, and no more than `mostMs`. With a tracer, each command is a span.
 */
export function connectRedis(config: Config, mostMs: number = Number.POSITIVE_INFINITY, tracer?: Tracer): Redis {
  const timeoutMs = Math.min(config.SERVICE_TIMEOUT_MS, mostMs)
  if (tracer !== undefined) return traceCommands(createClient(config, timeoutMs), tracer)
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

function traceCommands(redis: Redis, tracer: Tracer): Redis {
  redis.use(async (request, next) => {
    const [command] = Array.isArray(request.body) ? (request.body as unknown[]) : []
    const span = tracer.begin({ ...describeCommand(String(command).toUpperCase()), slowMs: SLOW_COMMAND_MS })
    let failed = true
    try {
      const answer = await next(request)
      failed = false
      return answer
    } finally {
      span.end({ failed })
    }
  })
  return redis
}

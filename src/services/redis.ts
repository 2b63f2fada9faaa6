import { Redis } from '@upstash/redis/cloudflare'
import type { Config } from '../config.ts'
import type { Tracer } from '../telemetry/tracer.ts'
import { describeCommand } from './describe-call.ts'

export type { Redis }

/** A command that takes longer is kept in traces that are not sampled, too. */
const SLOW_COMMAND_MS = 1000

/**
 * Values go in and come out as the strings they are; a call that fails is not repeated, so that it never blocks. It may
 * take SERVICE_TIMEOUT_MS, and no more than `mostMs`. With a tracer, each command is a span.
 */
export function connectRedis(config: Config, mostMs: number = Number.POSITIVE_INFINITY, tracer?: Tracer): Redis {
  const timeoutMs = Math.min(config.SERVICE_TIMEOUT_MS, mostMs)
  const redis = new Redis({
    url: config.UPSTASH_REDIS_REST_URL,
    token: config.UPSTASH_REDIS_REST_TOKEN,
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: false,
    // The client takes an aborted call for an answer that no command gives, and fails on it.
    signal: () => AbortSignal.timeout(timeoutMs),
  })
  if (tracer !== undefined) traceCommands(redis, tracer)
  return redis
}

function traceCommands(redis: Redis, tracer: Tracer): void {
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
}

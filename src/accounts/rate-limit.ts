import type { Config } from '../config.ts'
import { connectRedis } from '../services/redis.ts'

const WINDOW_MS = 60_000
/** How long a request waits to be counted, when Redis is slow. */
const PATIENCE_MS = 2000
/** How many requests of one process may wait at a time: behind them, waiting would only take memory. */
const MAX_WAITING = 1000
/** A log is cut back to what counts when so many entries more have gathered, as each cut costs a command. */
const SPARE_ENTRIES = 1000

/**
 * A sliding window log: the times of the requests that were let through, newest first. A request passes when the one that
 * stands as many places before it as the limit allows has left the window, so that no window has more, wherever it begins.
 * KEYS[1]: the log. ARGV: now, the limit, the length of the window and of the log; times in milliseconds.
 * Returns 0 for a request that passes, else the milliseconds after which one will.
 */
const CONSUME = `
local now, limit, window = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local before = redis.call('LINDEX', KEYS[1], limit - 1)
if before and tonumber(before) > now - window then return tonumber(before) + window - now end
local entries = redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if entries > tonumber(ARGV[4]) then redis.call('LTRIM', KEYS[1], 0, limit - 1) end
return 0`

export type RateLimiter = {
  /**
   * Counts a request against the `perMinute` of a key, over all processes. Returns 0 when it passes, else the milliseconds
   * until one would. Throws what the client throws when Redis does not answer in time.
   */
  consume: (key: string, perMinute: number, now?: number) => Promise<number>
}

/** The limiter of one process; what it counts is in Redis, all that it knows itself is how many requests wait for that. */
export function createRateLimiter(config: Config): RateLimiter {
  let waiting = 0
  return {
    consume: async (key, perMinute, now = Date.now()) => {
      if (waiting >= MAX_WAITING) throw new Error(`${MAX_WAITING} requests wait to be counted`)
      waiting += 1
      try {
        const args = [now, perMinute, WINDOW_MS, perMinute + SPARE_ENTRIES].map(String)
        return Number(await connectRedis(config, PATIENCE_MS).eval(CONSUME, [key], args))
      } finally {
        waiting -= 1
      }
    },
  }
}

import type { Config } from '../config.ts'
import { connectRedis } from '../services/redis.ts'

const MINUTE_MS = 60_000
/** A Redis that takes longer than this must not hold up every request. */
const TIMEOUT_MS = 500

/**
 * The generic cell rate algorithm: one number a key, the time at which all that was let through will have been earned.
 * KEYS[1]: that number. ARGV: now, what one request takes to be earned, how far ahead one may be; all in milliseconds.
 * Returns 0 for a request that is let through, else the milliseconds after which one will be.
 */
const TAKE_TURN = `
local now = tonumber(ARGV[1])
local earned = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + tonumber(ARGV[2])
local wait = earned - tonumber(ARGV[3]) - now
if wait > 0 then return math.ceil(wait) end
redis.call('SET', KEYS[1], string.format('%.3f', earned), 'PX', string.format('%d', math.ceil(earned - now)))
return 0`

/** Where the turns of one account or address are kept. */
export function turnsKey(scope: 'account' | 'address', who: string): string {
  return `samokoder:turns:${scope}:${who}`
}

/**
 * Takes one of the `perMinute` turns of a key, over all processes; so many may be taken at once.
 * Returns 0, or the milliseconds until there is one. Throws what the client throws.
 */
export async function takeTurn(config: Config, key: string, perMinute: number, now = Date.now()): Promise<number> {
  const args = [now, MINUTE_MS / perMinute, MINUTE_MS].map(String)
  return Number(await connectRedis(config, TIMEOUT_MS).eval(TAKE_TURN, [key], args))
}

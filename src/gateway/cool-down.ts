// Providers that fail rest for a while, over all processes. A process asks Redis nothing while nothing fails: it hears of a
// failure by its own first call, and goes by what Redis told then. When the rest is over, one process tries first.
import type { Config } from '../config.ts'
import { connectRedis } from '../services/redis.ts'
import { redisKeys } from '../services/redis-keys.ts'
import type { Target } from './resolve-model.ts'

/** A call does not wait longer to tell of a failure. */
const TIMEOUT_MS = 1000
/** From so many failures in a row on a provider rests, longer with each; what says how long to wait rests at once. */
const FEWEST_FAILURES = 3
const FIRST_REST_MS = 5000
const LONGEST_REST_MS = 60_000
/** After so long without a failure, it begins anew. */
const FORGOTTEN_MS = 180_000

/** The state of a provider: { failures, until }. Times are in milliseconds. */
const REST = `
local function rest(key, least, now)
  local failures = redis.call('HINCRBY', key, 'failures', 1)
  local ms = least
  if failures >= ${FEWEST_FAILURES} then ms = math.max(ms, ${FIRST_REST_MS} * 2 ^ math.min(failures - ${FEWEST_FAILURES}, 10)) end
  ms = math.min(ms, ${LONGEST_REST_MS})
  if ms > 0 then redis.call('HSET', key, 'until', string.format('%.0f', now + ms)) end
  redis.call('PEXPIRE', key, ${FORGOTTEN_MS})
  return ms
end`

/** KEYS: providers. ARGV: now, then for each "well", or for how long it says that nobody is to ask. Returns their rests. */
const REPORT = `${REST}
local rests = {}
for i, key in ipairs(KEYS) do
  if ARGV[i + 1] == 'well' then
    redis.call('DEL', key)
    rests[i] = 0
  else rests[i] = rest(key, tonumber(ARGV[i + 1]), tonumber(ARGV[1])) end
end
return rests`

/** KEYS[1]: a provider. ARGV[1]: now. Returns 0 to the one who is to try it, to all others how long it rests meanwhile. */
const TRY = `${REST}
local till = redis.call('HGET', KEYS[1], 'until')
if not till then return 0 end
local left = tonumber(till) - tonumber(ARGV[1])
if left > 0 then return left end
rest(KEYS[1], ${FIRST_REST_MS}, tonumber(ARGV[1]))
return 0`

/** Until when providers rest, by Date.now(), as far as this process has heard. */
const resting = new WeakMap<Config, Map<string, number>>()

function restsOf(config: Config): Map<string, number> {
  const known = resting.get(config) ?? new Map<string, number>()
  resting.set(config, known)
  return known
}

export type Health = { provider: string; failed: boolean; retryAfterMs?: number | undefined }

/** Those whose providers rest come last: they are asked where all others have failed. At most one command, and only after a failure. */
export async function orderByHealth(config: Config, targets: readonly Target[]): Promise<readonly Target[]> {
  const rests = restsOf(config)
  if (targets.length < 2 || rests.size === 0) return targets
  const now = Date.now()
  const restsUntil = ({ attached }: Target) => (attached.own ? undefined : rests.get(attached.provider.name))
  const over = targets.find((target) => (restsUntil(target) ?? now + 1) <= now)
  if (over !== undefined) await tryAgain(config, over.attached.provider.name, now)
  const isResting = (target: Target) => (restsUntil(target) ?? 0) > now
  return [...targets.filter((target) => !isResting(target)), ...targets.filter(isResting)]
}

async function tryAgain(config: Config, provider: string, now: number): Promise<void> {
  const leftMs = await evaluate<unknown>(config, TRY, [provider], [now]).catch(() => 0)
  // Whoever tries it forgets the rest when it answers.
  restsOf(config).set(provider, now + Number(leftMs))
}

/** Whether this process has heard that a provider failed, and not that it is well again. */
export function isSuspected(config: Config, provider: string): boolean {
  return restsOf(config).has(provider)
}

/** Tells all processes how providers did in one call, in one command. Never throws: without Redis, this process knows it alone. */
export async function reportHealth(config: Config, told: readonly Health[]): Promise<void> {
  if (told.length === 0) return
  const now = Date.now()
  const states = told.map(({ failed, retryAfterMs = 0 }) => (failed ? Math.ceil(retryAfterMs) : 'well'))
  const names = told.map(({ provider }) => provider)
  const rests = await evaluate<unknown[]>(config, REPORT, names, [now, ...states]).catch(() =>
    told.map(({ failed, retryAfterMs = 0 }) => (failed ? Math.min(retryAfterMs, LONGEST_REST_MS) : 0)),
  )
  for (const [index, { provider }] of told.entries()) {
    const ms = Number(rests[index] ?? 0)
    if (ms > 0) restsOf(config).set(provider, now + ms)
    else restsOf(config).delete(provider)
  }
}

function evaluate<T>(config: Config, script: string, providers: string[], args: (number | string)[]): Promise<T> {
  const keys = providers.map((provider) => redisKeys.providerHealth(provider))
  return connectRedis(config, TIMEOUT_MS).eval(script, keys, args.map(String)) as Promise<T>
}

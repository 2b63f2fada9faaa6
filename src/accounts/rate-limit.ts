import type { Config } from '../config.ts'
import { describeCommand } from '../services/describe-call.ts'
import { connectRedis } from '../services/redis.ts'
import type { Meter } from '../telemetry/metrics.ts'
import type { Tracer } from '../telemetry/tracer.ts'
import { createLeases, LEASE_MS, type Lease } from './leases.ts'

const WINDOW_MS = 60_000
/** From so many requests a minute on, several turns are given at once to a process that is asked for many. */
const FEWEST_LEASED = 600
/** How long a request waits to be counted, when Redis is slow. */
const PATIENCE_MS = 2000
/** How many requests of one process may wait at a time: behind them, waiting would only take memory. */
const MAX_WAITING = 1000
/** A log is cut back to what counts when so many entries more have gathered, as each cut costs a command. */
const SPARE_ENTRIES = 1000
/** Where what is left is told, so many entries that no longer count are dropped at a time. */
const MOST_DROPPED = 64

/**
 * Sliding window logs: the times of the requests that were let through, newest first. A request passes when in each log the
 * one that stands as many places before it as the limit allows has left the window, so that no window has more, wherever it
 * begins. Several turns are given where there is room for eight times as many in each: the fewer, the less is left.
 * KEYS: the logs. ARGV: now, the turns that are wanted, and for each log the limit, the length of the window and of the log;
 * times in milliseconds; and last, whether what is left is told. Returns the log in which there is no turn, or 0; the
 * milliseconds after which there will be one; the turns that were given; and for each log, how many are left.
 */
const CONSUME = `
local now, wanted = tonumber(ARGV[1]), tonumber(ARGV[2])
local function wait(log, turns)
  local limit, window = tonumber(ARGV[3 * log]), tonumber(ARGV[3 * log + 1])
  if turns > limit then return window end
  local before = redis.call('LINDEX', KEYS[log], limit - turns)
  return before and tonumber(before) + window - now or 0
end
for log = 1, #KEYS do
  while wanted > 1 and wait(log, 8 * wanted) > 0 do wanted = math.floor(wanted / 2) end
  local ms = wanted > 1 and 0 or wait(log, 1)
  if ms > 0 then return {log, ms, 0} end
end
local function spent(log, entries)
  -- What has left the window no longer counts, and goes, a few at a time.
  local oldest, gone = redis.call('LRANGE', KEYS[log], -${MOST_DROPPED}, -1), 0
  while gone < #oldest and tonumber(oldest[#oldest - gone]) + tonumber(ARGV[3 * log + 1]) <= now do gone = gone + 1 end
  if gone > 0 then redis.call('LTRIM', KEYS[log], 0, -gone - 1) end
  return entries - gone
end
local answer = {0, 0, wanted}
local times = {}
for turn = 1, wanted do times[turn] = ARGV[1] end
for log = 1, #KEYS do
  local entries = redis.call('LPUSH', KEYS[log], unpack(times))
  redis.call('PEXPIRE', KEYS[log], ARGV[3 * log + 1])
  if entries > tonumber(ARGV[3 * log + 2]) then
    entries = tonumber(ARGV[3 * log])
    redis.call('LTRIM', KEYS[log], 0, entries - 1)
  end
  if ARGV[#ARGV] == '1' then answer[3 + log] = math.max(0, tonumber(ARGV[3 * log]) - spent(log, entries)) end
end
return answer`

/** A key of Redis, and how many requests it may have in any window of `windowMs`, which is a minute if it is not given. */
export type RateClaim = { key: string; limit: number; windowMs?: number }
/** The place among its claims of the one that refuses a request, and after how many milliseconds it would not. */
export type Refusal = { claim: number; waitMs: number }

/** `left` is how many more would pass, for each claim, where that was asked for. */
export type Passage = { refusal: Refusal | undefined; left: readonly number[] }

export type RateLimiter = {
  /**
   * Counts a request against all claims, over all processes. Throws what the client throws when Redis does not answer in
   * time.
   */
  consume: (claims: readonly RateClaim[], options: Options) => Promise<Passage>
}

type Options = {
  /** Keeps the process alive for what is asked ahead. */
  later: (work: Promise<unknown>) => void
  /** What the question shows in that the request waits for, if it has to ask one. */
  telemetry?: { meter: Meter; tracer: Tracer }
  /** Asks how many more would pass, too. */
  tellsLeft?: boolean
  /** Whether requests may wait for what another one has begun. */
  mayWait?: boolean
}

type Answer = Lease & { refusal: Refusal | undefined; leftBehind: readonly number[] }

/** The limiter of one process; what it counts is in Redis. All that it knows itself are its leases, and how many wait. */
export function createRateLimiter(config: Config, now: () => number = Date.now): RateLimiter {
  const leases = createLeases<Answer>(now)
  let waiting = 0

  async function ask(claims: readonly RateClaim[], tellsLeft: boolean, turns: number): Promise<Answer> {
    if (waiting >= MAX_WAITING) throw new Error(`${MAX_WAITING} requests wait to be counted`)
    waiting += 1
    const askedAt = now()
    try {
      const args = [askedAt, isLeased(claims) ? turns : 1]
      const limits = claims.flatMap((claim) => [claim.limit, windowOf(claim), claim.limit + SPARE_ENTRIES])
      const keys = claims.map(({ key }) => key)
      const all = [...args, ...limits, tellsLeft ? 1 : 0].map(String)
      const answer = await connectRedis(config, PATIENCE_MS).eval(CONSUME, keys, all)
      const [log = 0, waitMs = 0, size = 0, ...leftBehind] = (answer as unknown[]).map(Number)
      const refusal = log === 0 ? undefined : { claim: log - 1, waitMs }
      return { size, left: size, until: askedAt + LEASE_MS, refusal, leftBehind }
    } finally {
      waiting -= 1
    }
  }

  return {
    consume: async (claims, { later, telemetry, tellsLeft = false, mayWait = false }) => {
      const name = `${claims.map(({ key, limit }) => `${key}=${limit}`).join(' ')}${tellsLeft ? ' told' : ''}`
      const askFor = (turns: number) => ask(claims, tellsLeft, turns)
      const isTogether = mayWait && isLeased(claims)
      const taken = leases.take(name, {})
      if (taken !== undefined) {
        // Asked for ahead, nobody waits for it; where that fails, the next one asks.
        if (leases.isLow(name)) later(leases.renew(name, askFor, undefined, isTogether).catch(() => undefined))
        return passageOf(taken)
      }
      const start = performance.now()
      try {
        const asking = () => leases.renew(name, askFor, {}, isTogether)
        const { tracer } = telemetry ?? {}
        return passageOf(await (tracer === undefined ? asking() : tracer.span(describeCommand('EVAL'), asking)))
      } finally {
        const seconds = (performance.now() - start) / 1000
        telemetry?.meter.observe('samokoder_backing_service_duration_seconds', { service: 'redis' }, seconds)
      }
    },
  }
}

/** Whether several turns may be given at once. */
function isLeased(claims: readonly RateClaim[]): boolean {
  return claims.every(({ limit }) => limit >= FEWEST_LEASED)
}

/** What a lease still has is left, too. */
function passageOf({ refusal, left, leftBehind }: Answer): Passage {
  return { refusal, left: leftBehind.map((behind) => behind + left) }
}

/** A turn of a lease is used up to its length later than it was counted. */
function windowOf({ limit, windowMs = WINDOW_MS }: RateClaim): number {
  return limit < FEWEST_LEASED ? windowMs : windowMs + LEASE_MS
}

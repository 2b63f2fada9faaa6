import type { Config } from '../config.ts'
import { exporterOf } from '../telemetry/exporter.ts'
import type { Meter, Sample } from '../telemetry/metrics.ts'
import { batchPer } from './batch.ts'
import { connectRedis, type Redis } from './redis.ts'
import { redisKeys } from './redis-keys.ts'

/** How long figures wait for Redis: each request leaves some, and they must not pile up behind one that hangs. */
const SAVE_TIMEOUT_MS = 2000

/**
 * Adds each number to its field. KEYS[1]: the hash. ARGV: the fields, then a number for each. Stores that are paid by the
 * command count what a script calls: here it calls two, however many the fields are.
 */
const ADD_SAMPLES = `
local count = #ARGV / 2
local sums = redis.call('HMGET', KEYS[1], unpack(ARGV, 1, count))
local stored = {}
for i = 1, count do
  stored[2 * i - 1] = ARGV[i]
  stored[2 * i] = string.format('%.17g', tonumber(sums[i] or 0) + tonumber(ARGV[count + i]))
end
redis.call('HSET', KEYS[1], unpack(stored))
return count`

/** Fields of one script: Lua takes some thousands of arguments at a time. */
const MOST_FIELDS = 1000

const batchOf = batchPer(addSamples)

/**
 * Adds what a meter has gathered to the fleet's sums, and what telemetry was lost meanwhile, together with what others of
 * this process have: three commands, however much it is. Never throws.
 */
export async function saveSamples(config: Config, meter: Meter): Promise<void> {
  const samples = [...meter.take(), ...exporterOf(config).lost.take()]
  if (samples.length > 0) await batchOf(config).add(samples)
}

async function addSamples(config: Config, gathered: Sample[][]): Promise<void> {
  const sums = new Map<string, number>()
  for (const { field, by } of gathered.flat()) sums.set(field, (sums.get(field) ?? 0) + by)
  const fields = [...sums.keys()]
  for (let start = 0; start < fields.length; start += MOST_FIELDS) {
    const some = fields.slice(start, start + MOST_FIELDS)
    const args = [...some, ...some.map((field) => String(sums.get(field)))]
    // A dead Redis costs figures, never requests.
    await connectRedis(config, SAVE_TIMEOUT_MS)
      .eval(ADD_SAMPLES, [redisKeys.metrics], args)
      .catch(() => undefined)
  }
}

export async function readSums(redis: Redis): Promise<Map<string, number>> {
  // The client's type is that of its deserialised answer; connectRedis leaves answers as Redis gives them.
  const flat = ((await redis.hgetall(redisKeys.metrics)) ?? []) as unknown as string[]
  const pairs = flat.flatMap((field, index) => (index % 2 === 0 ? [[field, Number(flat[index + 1])] as const] : []))
  return new Map(pairs)
}

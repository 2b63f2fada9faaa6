import type { Config } from '../config.ts'
import { exporterOf } from '../telemetry/exporter.ts'
import type { Sums } from '../telemetry/exposition.ts'
import type { Exemplar, Meter, Sample } from '../telemetry/metrics.ts'
import { batchPer } from './batch.ts'
import { connectRedis, type Redis } from './redis.ts'
import { redisKeys } from './redis-keys.ts'

/** How long figures wait for Redis: each request leaves some, and they must not pile up behind one that hangs. */
const SAVE_TIMEOUT_MS = 2000

/**
 * Adds each number to its field. KEYS[1]: the hash. ARGV: how many fields, the fields, a number for each, then fields and
 * texts to store as they are. Stores that are paid by the command count what a script calls: here it calls two, however
 * many the fields are.
 */
const ADD_SAMPLES = `
local count = tonumber(ARGV[1])
local sums = redis.call('HMGET', KEYS[1], unpack(ARGV, 2, count + 1))
local stored = {}
for i = 1, count do
  stored[2 * i - 1] = ARGV[1 + i]
  stored[2 * i] = string.format('%.17g', tonumber(sums[i] or 0) + tonumber(ARGV[1 + count + i]))
end
for i = 2 * count + 2, #ARGV do
  stored[#stored + 1] = ARGV[i]
end
redis.call('HSET', KEYS[1], unpack(stored))
return count`

/** Stands before the name of a bucket where the hash keeps the bucket's exemplar. No name of a series begins so. */
const EXEMPLAR_OF = '#'

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
  const exemplars = new Map<string, Exemplar>()
  for (const { field, by, exemplar } of gathered.flat()) {
    sums.set(field, (sums.get(field) ?? 0) + by)
    if (exemplar !== undefined) exemplars.set(field, exemplar)
  }
  const fields = [...sums.keys()]
  for (let start = 0; start < fields.length; start += MOST_FIELDS) {
    const some = fields.slice(start, start + MOST_FIELDS)
    const args = [
      String(some.length),
      ...some,
      ...some.map((field) => String(sums.get(field))),
      ...some.flatMap((field) => formatExemplar(field, exemplars.get(field))),
    ]
    // A dead Redis costs figures, never requests.
    await connectRedis(config, SAVE_TIMEOUT_MS)
      .eval(ADD_SAMPLES, [redisKeys.metrics], args)
      .catch(() => undefined)
  }
}

export async function readSums(redis: Redis): Promise<Sums> {
  // The client's type is that of its deserialised answer; connectRedis leaves answers as Redis gives them.
  const flat = ((await redis.hgetall(redisKeys.metrics)) ?? []) as unknown as string[]
  const values = new Map<string, number>()
  const exemplars = new Map<string, Exemplar>()
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const [field = '', text = ''] = [flat[at], flat[at + 1]]
    if (field.startsWith(EXEMPLAR_OF)) exemplars.set(field.slice(EXEMPLAR_OF.length), parseExemplar(text))
    else values.set(field, Number(text))
  }
  return { values, exemplars }
}

/** The field and the text of an exemplar in the hash. */
function formatExemplar(field: string, exemplar: Exemplar | undefined): string[] {
  if (exemplar === undefined) return []
  return [`${EXEMPLAR_OF}${field}`, `${exemplar.traceId} ${exemplar.seconds} ${exemplar.timeMs}`]
}

function parseExemplar(text: string): Exemplar {
  const [traceId = '', seconds, timeMs] = text.split(' ')
  return { traceId, seconds: Number(seconds), timeMs: Number(timeMs) }
}

import type { Config } from '../config.ts'
import type { Meter } from '../telemetry/metrics.ts'
import { connectRedis, type Redis } from './redis.ts'

const KEY = 'samokoder:metrics'

/** How long figures wait for Redis: each request leaves some, and they must not pile up behind one that hangs. */
const SAVE_TIMEOUT_MS = 2000

/** Adds each number to its field. KEYS[1]: the hash. ARGV: field, number, field, number … */
const ADD_SAMPLES = `
for i = 1, #ARGV, 2 do
  redis.call('HINCRBYFLOAT', KEYS[1], ARGV[i], ARGV[i + 1])
end
return #ARGV / 2`

/** Adds what a meter has gathered to the fleet's sums: one command, whatever it is. Never throws. */
export async function saveSamples(config: Config, meter: Meter): Promise<void> {
  const args = meter.take().flatMap(({ field, by }) => [field, String(by)])
  if (args.length === 0) return
  // A dead Redis costs figures, never requests.
  await connectRedis(config, SAVE_TIMEOUT_MS)
    .eval(ADD_SAMPLES, [KEY], args)
    .catch(() => undefined)
}

export async function readSums(redis: Redis): Promise<Map<string, number>> {
  // The client's type is that of its deserialised answer; connectRedis leaves answers as Redis gives them.
  const flat = ((await redis.hgetall(KEY)) ?? []) as unknown as string[]
  const pairs = flat.flatMap((field, index) => (index % 2 === 0 ? [[field, Number(flat[index + 1])] as const] : []))
  return new Map(pairs)
}

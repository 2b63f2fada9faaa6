// What operators publish for every process of the fleet to show: the last scorecard, and the last probe.
import type * as z from 'zod'
import { probeSchema, type ProbeResult } from '../telemetry/probe.ts'
import { scorecardSchema, type Scorecard } from '../telemetry/scorecard.ts'
import type { Redis } from './redis.ts'
import { redisKeys } from './redis-keys.ts'

/** Throws what the client throws, as all of these do. */
export async function saveScorecard(redis: Redis, scorecard: Scorecard): Promise<void> {
  await redis.set(redisKeys.scorecard, JSON.stringify(scorecard))
}

export async function saveProbe(redis: Redis, probe: ProbeResult): Promise<void> {
  await redis.set(redisKeys.probe, JSON.stringify(probe))
}

/** The last scorecard that was published, if any that this release can read. */
export async function readScorecard(redis: Redis): Promise<Scorecard | undefined> {
  return parse(scorecardSchema, await redis.get<string>(redisKeys.scorecard))
}

/** Both, in one command. */
export async function readPublished(
  redis: Redis,
): Promise<{ scorecard: Scorecard | undefined; probe: ProbeResult | undefined }> {
  const [scorecard = null, probe = null] = await redis.mget<(string | null)[]>(redisKeys.scorecard, redisKeys.probe)
  return { scorecard: parse(scorecardSchema, scorecard), probe: parse(probeSchema, probe) }
}

function parse<T extends z.ZodType>(schema: T, text: string | null): z.infer<T> | undefined {
  if (text === null) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

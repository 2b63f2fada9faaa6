import { scorecardSchema, type Scorecard } from '../telemetry/scorecard.ts'
import type { Redis } from './redis.ts'
import { redisKeys } from './redis-keys.ts'

/** Keeps the last scorecard where every process of the fleet finds it. Throws what the client throws. */
export async function saveScorecard(redis: Redis, scorecard: Scorecard): Promise<void> {
  await redis.set(redisKeys.scorecard, JSON.stringify(scorecard))
}

/** The last scorecard that was published, if any that this release can read. Throws what the client throws. */
export async function readScorecard(redis: Redis): Promise<Scorecard | undefined> {
  const text = await redis.get<string>(redisKeys.scorecard)
  if (text === null) return undefined
  try {
    return scorecardSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

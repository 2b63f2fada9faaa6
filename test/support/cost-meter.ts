// What work asks of the services that cost money by the call, counted between two moments.
import { countBilledCommands } from './billed-commands.ts'
import { countData, countRedis, tallySince, type Tally } from './counting-proxy.ts'

export type Costs = {
  redis: Tally
  /** Commands as Upstash bills them, of every caller of this Redis; undefined where it keeps no such figure. */
  billedCommands: number | undefined
  data: Tally
}

export type CostMeter = {
  /** What leads an app past the meter. */
  environment: Record<string, string>
  /** Begins to count; the result tells what was asked since. */
  start: () => Promise<() => Promise<Costs>>
  close: () => Promise<void>
}

/** Puts a counting proxy before the Redis and one before the data API that `environment` names. */
export async function meterServices(environment: Record<string, string>): Promise<CostMeter> {
  const { SUPABASE_URL = '', UPSTASH_REDIS_REST_URL = '', UPSTASH_REDIS_REST_TOKEN = '' } = environment
  const [redis, data] = await Promise.all([countRedis(UPSTASH_REDIS_REST_URL), countData(SUPABASE_URL)])
  const countBilled = () => countBilledCommands(UPSTASH_REDIS_REST_URL, UPSTASH_REDIS_REST_TOKEN)
  return {
    environment: { SUPABASE_URL: data.url, UPSTASH_REDIS_REST_URL: redis.url },
    start: async () => {
      const billedBefore = await countBilled()
      const [redisBefore, dataBefore] = [redis.tally(), data.tally()]
      return async () => {
        const billed = await countBilled()
        return {
          redis: tallySince(redisBefore, redis.tally()),
          billedCommands: billed === undefined || billedBefore === undefined ? undefined : billed - billedBefore,
          data: tallySince(dataBefore, data.tally()),
        }
      }
    },
    close: async () => {
      await Promise.all([redis.close(), data.close()])
    },
  }
}

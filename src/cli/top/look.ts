import type { Config } from '../../config.ts'
import { UNDER_WAY, type RunRow } from '../../services/database-types.ts'
import { readSums } from '../../services/metrics-store.ts'
import { connectRedis } from '../../services/redis.ts'
import { connectAsService, rowsOf } from '../../services/supabase.ts'
import { toIso } from '../../services/timestamp.ts'
import { countRunsUnderWay } from '../../runs/sweep.ts'

type UnderWay = Pick<RunRow, 'id' | 'kind' | 'model' | 'status' | 'epoch' | 'created_at' | 'usage'> & {
  /** Whether a process holds a lease that has not run out. */
  driven: boolean
}

export type Look = {
  at: string
  runs: { under_way: number; unattended: number; oldest: UnderWay[] }
  hour: { model: string; calls: number; prompt_tokens: number; completion_tokens: number; cost_usd: number }[]
  /** Undefined while Redis does not answer. */
  sums: ReadonlyMap<string, number> | undefined
}

/** What is going on right now. @throws {AppError} when the data API does not tell */
export async function lookAround(config: Config, mostRuns: number): Promise<Look> {
  const database = connectAsService(config)
  const now = Date.now()
  const [counted, oldest, hour, sums] = await Promise.all([
    countRunsUnderWay(config),
    database
      .from('runs')
      .select('id,kind,model,status,epoch,created_at,usage,lease_expires_at')
      .in('status', UNDER_WAY)
      .order('created_at')
      .limit(mostRuns),
    database.rpc('report_calls', { p_since: new Date(now - HOUR_MS).toISOString() }),
    readSums(connectRedis(config))
      .then(({ values }) => values)
      .catch(() => undefined),
  ])
  return {
    at: new Date(now).toISOString(),
    runs: {
      under_way: counted.underWay,
      unattended: counted.unattended,
      oldest: rowsOf(oldest).map(({ lease_expires_at, ...run }) => ({
        ...run,
        created_at: toIso(run.created_at),
        driven: lease_expires_at !== null && Date.parse(toIso(lease_expires_at)) > now,
      })),
    },
    hour: rowsOf(hour).toSorted((a, b) => b.cost_usd - a.cost_usd),
    sums,
  }
}

const HOUR_MS = 3_600_000

import type { Config } from '../config.ts'
import { connectAsService, rowsOf } from '../services/supabase.ts'
import type { Log } from '../telemetry/log.ts'
import { driveRun } from './drive.ts'

/**
 * Takes up runs that no process drives, oldest first and at most `limit`, and drives them to their end, all at a time.
 * Returns how many it found; another process may have been quicker to claim them.
 * @throws {AppError} when the list of runs cannot be read
 */
export async function sweepRuns(services: { config: Config; log: Log }, limit: number): Promise<number> {
  const found = rowsOf(
    await connectAsService(services.config)
      .from('runs')
      .select('id')
      .in('status', ['queued', 'running'])
      .or(`lease_expires_at.is.null,lease_expires_at.lt."${new Date().toISOString()}"`)
      .order('created_at')
      .limit(limit),
  )
  await Promise.all(found.map(({ id }) => driveRun(services, id)))
  return found.length
}

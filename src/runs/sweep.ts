import type { Config } from '../config.ts'
import { connectAsService, rowsOf, type DataError } from '../services/supabase.ts'
import { driveRun, type DriveServices } from './drive.ts'

const UNDER_WAY = ['queued', 'running'] as const

/**
 * Takes up runs that no process drives, oldest first and at most `limit`, and drives them to their end, all at a time.
 * Returns how many it found; another process may have been quicker to claim them.
 * @throws {AppError} when the list of runs cannot be read
 */
export async function sweepRuns(services: DriveServices, limit: number): Promise<number> {
  const found = rowsOf(
    await connectAsService(services.config)
      .from('runs')
      .select('id')
      .in('status', UNDER_WAY)
      .in('kind', Object.keys(services.pipelines))
      .or(withoutDriver())
      .order('created_at')
      .limit(limit),
  )
  await Promise.all(found.map(({ id }) => driveRun(services, id)))
  return found.length
}

/** How many runs have not ended, and how many of them no process drives. @throws {AppError} */
export async function countRunsUnderWay(config: Config): Promise<{ underWay: number; unattended: number }> {
  const database = connectAsService(config)
  const underWay = () => database.from('runs').select('id', { count: 'exact', head: true }).in('status', UNDER_WAY)
  return { underWay: countOf(await underWay()), unattended: countOf(await underWay().or(withoutDriver())) }
}

function withoutDriver(): string {
  return `lease_expires_at.is.null,lease_expires_at.lt."${new Date().toISOString()}"`
}

function countOf({ count, ...answer }: { count: number | null; error: DataError | null; status: number }): number {
  return rowsOf({ ...answer, data: count })
}

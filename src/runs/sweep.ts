import type { Config } from '../config.ts'
import { UNDER_WAY } from '../services/database-types.ts'
import { connectAsService, rowsOf, type DataError } from '../services/supabase.ts'
import { driveRun, type DriveServices } from './drive.ts'

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

/** Taken by nobody, left by whoever took it, or waiting for a time that has come. */
function withoutDriver(): string {
  const now = `"${new Date().toISOString()}"`
  return `and(lease_expires_at.is.null,retry_at.is.null),lease_expires_at.lt.${now},retry_at.lt.${now}`
}

function countOf({ count, ...answer }: { count: number | null; error: DataError | null; status: number }): number {
  return rowsOf({ ...answer, data: count })
}

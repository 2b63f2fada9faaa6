import { pipelines } from '../generation/pipelines.ts'
import { driveRun } from '../runs/drive.ts'
import type { RunRow } from '../services/database-types.ts'
import type { AppContext } from './context.ts'

/** Drives the run in the background of this request; when it is `watched`, those who watch it here read from the driver. */
export function drive(c: AppContext, claimedOrId: RunRow | string, watched: boolean): void {
  driverOf(c)(claimedOrId, watched)
}

/** The same for a stream, which outlives its request and does not hold it. */
export function driverOf(c: AppContext): (claimedOrId: RunRow | string, watched: boolean) => void {
  const services = { config: c.get('config'), log: c.get('log'), trace: c.get('tracer').context, pipelines }
  const readers = c.get('readers')
  const defer = c.get('defer')
  return (claimedOrId, watched) => {
    const id = typeof claimedOrId === 'string' ? claimedOrId : claimedOrId.id
    defer(driveRun(watched ? { ...services, feed: readers.feed(id) } : services, claimedOrId))
  }
}

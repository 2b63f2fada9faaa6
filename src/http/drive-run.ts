import { pipelines } from '../generation/pipelines.ts'
import { driveRun } from '../runs/drive.ts'
import type { RunRow } from '../services/database-types.ts'
import { newsSender } from '../webhooks/deliver.ts'
import type { AppContext } from './context.ts'

/** Drives the run in the background of this request; those who watch it here read from the driver. */
export function drive(c: AppContext, claimedOrId: RunRow | string): void {
  driverOf(c)(claimedOrId)
}

/** The same for a stream, which outlives its request and does not hold it. */
export function driverOf(c: AppContext): (claimedOrId: RunRow | string) => void {
  const [config, log] = [c.get('config'), c.get('log')]
  const services = { config, log, trace: c.get('tracer').context, pipelines, sendNews: newsSender(config, log) }
  const readers = c.get('readers')
  const defer = c.get('defer')
  return (claimedOrId) => {
    const id = typeof claimedOrId === 'string' ? claimedOrId : claimedOrId.id
    defer(driveRun({ ...services, feed: readers.feed(id) }, claimedOrId))
  }
}

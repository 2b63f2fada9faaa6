import type { RunRow } from '../services/database-types.ts'
import { toIso } from '../services/timestamp.ts'
import type { Meter } from '../telemetry/metrics.ts'
import { isText, type Broadcast } from './broadcast.ts'
import type { History } from './history.ts'
import { claimedAt } from './run.ts'

type Driven = { run: RunRow; history: History; leaseSeconds: number }

/**
 * The broadcast of a run that was claimed right now, which observes how long after its making the run shows its first text.
 * Where an earlier driver has left a fact of its work, that text was shown by then.
 */
export function timeFirstText(broadcast: Broadcast, meter: Meter, { run, history, leaseSeconds }: Driven): Broadcast {
  if (history.standingFacts().length > 0 || run.lease_expires_at === null) return broadcast
  // By the clock of the database up to the claim, which set the lease then, and by this process's own from there on.
  const start = performance.now() - Math.max(0, claimedAt(run, leaseSeconds) - Date.parse(toIso(run.created_at)))
  let shown = false
  return {
    ...broadcast,
    show(event) {
      if (!shown && isText(event)) {
        shown = true
        meter.observe('samokoder_run_first_text_seconds', { kind: run.kind }, (performance.now() - start) / 1000)
      }
      broadcast.show(event)
    },
  }
}

// The worker process: takes up runs that no process drives, and takes away what nobody needs, until SIGTERM. Any number may run.
import { describeError, pipelines, pruneInBatches, sweepRuns } from '../app.ts'
import { pause } from '../timing.ts'
import { runProcess } from './process.ts'

const RUNS_PER_SWEEP = 5
/** How often what nobody needs any more is taken away, and in how many batches at a time at most. */
const PRUNE_INTERVAL_MS = 600_000
const BATCHES_PER_PRUNE = 20

await runProcess('worker', ({ config, log }, defer) => {
  const stop = new AbortController()

  async function sweepOnAndOn(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await sweepRuns({ config, log, pipelines }, RUNS_PER_SWEEP)
      } catch (error) {
        log('error', 'sweep failed', describeError(error))
      }
      await pause((config.RUN_LEASE_SECONDS * 1000) / 3, stop.signal)
    }
  }

  async function pruneOnAndOn(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const pruned = await pruneInBatches(config, BATCHES_PER_PRUNE)
        if (Object.values(pruned).some((count) => count > 0)) log('info', 'pruned', pruned)
      } catch (error) {
        log('error', 'pruning failed', describeError(error))
      }
      await pause(PRUNE_INTERVAL_MS, stop.signal)
    }
  }

  defer(sweepOnAndOn())
  defer(pruneOnAndOn())
  return { close: () => Promise.resolve(stop.abort()) }
})

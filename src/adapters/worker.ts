// The worker process: takes up runs that no process drives, over and over until SIGTERM. Any number may run.
import { describeError, pipelines, sweepRuns } from '../app.ts'
import { pause } from '../timing.ts'
import { runProcess } from './process.ts'

const RUNS_PER_SWEEP = 5

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

  defer(sweepOnAndOn())
  return { close: () => Promise.resolve(stop.abort()) }
})

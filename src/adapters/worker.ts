// The worker process: takes up runs that no process drives, sends what webhooks are told, and takes away what nobody needs, until SIGTERM. Any number may run.
import {
  deliverWebhooks,
  describeError,
  newsSender,
  pipelines,
  pruneInBatches,
  storeLostUsage,
  sweepRuns,
} from '../app.ts'
import { pause } from '../timing.ts'
import { runProcess } from './process.ts'

const RUNS_PER_SWEEP = 5
const QUEUES_PER_DELIVERY = 10
/** How often what nobody needs any more is taken away, and in how many batches at a time at most. */
const PRUNE_INTERVAL_MS = 600_000
const BATCHES_PER_PRUNE = 20

await runProcess('worker', ({ config, log }, defer) => {
  const stop = new AbortController()

  async function repeat(what: string, intervalMs: number, work: () => Promise<unknown>): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await work()
      } catch (error) {
        log('error', `${what} failed`, describeError(error))
      }
      await pause(intervalMs, stop.signal)
    }
  }

  const sweep = () => sweepRuns({ config, log, pipelines, sendNews: newsSender(config, log) }, RUNS_PER_SWEEP)
  // Apart from the sweep, which lasts as long as the runs that it has taken up.
  const deliver = () => deliverWebhooks({ config, log }, { queues: QUEUES_PER_DELIVERY })
  // Apart from pruning, which needs no Redis.
  const storeUsage = async () => {
    const stored = await storeLostUsage(config)
    if (stored > 0) log('info', 'usage was stored late', { calls: stored })
  }
  const prune = async () => {
    const pruned = await pruneInBatches(config, BATCHES_PER_PRUNE)
    if (Object.values(pruned).some((count) => count > 0)) log('info', 'pruned', pruned)
  }
  defer(repeat('sweep', (config.RUN_LEASE_SECONDS * 1000) / 3, sweep))
  defer(repeat('delivery', (config.RUN_LEASE_SECONDS * 1000) / 3, deliver))
  defer(repeat('storing usage', PRUNE_INTERVAL_MS, storeUsage))
  defer(repeat('pruning', PRUNE_INTERVAL_MS, prune))
  return { close: () => Promise.resolve(stop.abort()) }
})

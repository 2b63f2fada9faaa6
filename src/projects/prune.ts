// What nobody needs any more is taken away in small batches, so that no one else waits long for it.
import type { Config } from '../config.ts'
import { saveSamples } from '../services/metrics-store.ts'
import { connectAsDriver, rowsOf } from '../services/supabase.ts'
import { createMeter } from '../telemetry/metrics.ts'

/** How much one statement takes away: contents, runs with their events and steps, or projects of deleted accounts. */
const BATCH = 500

/** How long it is kept what was sent to webhooks, in days. */
const DELIVERIES_KEPT_DAYS = 7

const WHAT = ['blobs', 'run_facts', 'awaiting_runs', 'webhook_deliveries', 'accounts'] as const
/** How many of each; runs are counted by whose events and steps were pruned. */
export type Pruned = Record<(typeof WHAT)[number], number>

/**
 * Takes away at most `limit` of each kind: contents that no version and no live run names, events and steps of runs that
 * ended RUN_FACTS_RETENTION_DAYS ago, runs that have awaited input for RUN_INPUT_RETENTION_DAYS,
 * deliveries to webhooks of more than a week ago, what accounts left that Auth only marks as deleted. With `dryRun` it counts them.
 * @throws {AppError} when the data API fails; what was pruned until then stays so
 */
export async function prune(config: Config, limit: number, dryRun = false): Promise<Pruned> {
  // As a driver, since what was pruned already is not there for a call that is made again.
  const database = connectAsDriver(config)
  const common = { p_limit: limit, p_dry_run: dryRun }
  const { RUN_FACTS_RETENTION_DAYS: factDays, RUN_INPUT_RETENTION_DAYS: inputDays } = config
  return {
    blobs: rowsOf(await database.rpc('prune_blobs', common)),
    run_facts: rowsOf(await database.rpc('prune_run_facts', { ...common, p_days: factDays })),
    awaiting_runs: rowsOf(await database.rpc('prune_awaiting_runs', { ...common, p_days: inputDays })),
    webhook_deliveries: rowsOf(await database.rpc('prune_deliveries', { ...common, p_days: DELIVERIES_KEPT_DAYS })),
    accounts: rowsOf(await database.rpc('prune_accounts', common)),
  }
}

/** Prunes batch after batch, at most `batches` of them, until nothing is left, and counts it for the metrics. @throws {AppError} */
export async function pruneInBatches(config: Config, batches = Infinity): Promise<Pruned> {
  const sum: Pruned = { blobs: 0, run_facts: 0, awaiting_runs: 0, webhook_deliveries: 0, accounts: 0 }
  const meter = createMeter()
  const start = performance.now()
  let outcome = 'failed'
  try {
    for (let batch = 0; batch < batches; batch++) {
      const pruned = await prune(config, BATCH)
      for (const what of WHAT) sum[what] += pruned[what]
      if (WHAT.every((what) => pruned[what] === 0)) break
    }
    outcome = 'done'
  } finally {
    for (const [what, count] of Object.entries(sum)) {
      if (count > 0) meter.count('samokoder_pruned_total', { what }, count)
    }
    meter.observe('samokoder_prune_duration_seconds', { outcome }, (performance.now() - start) / 1000)
    await saveSamples(config, meter)
  }
  return sum
}

import type { Command } from 'commander'
import { prune, pruneInBatches, type Pruned } from '../../projects/prune.ts'
import { perform, readConfig } from '../command.ts'

/** More than this need not be told apart. */
const MOST_COUNTED = 1_000_000

export function addPrune(program: Command): void {
  const command = program
    .command('prune')
    .summary('take away what nobody needs any more')
    .description(
      'Takes away, as the worker process does all the time: contents that no version and no live run names, events and ' +
        'steps of runs that ended RUN_FACTS_RETENTION_DAYS ago, runs that nobody answered for RUN_INPUT_RETENTION_DAYS, ' +
        'deliveries to webhooks of more than a week ago, and what deleted accounts left.',
    )
    .option('--dry-run', 'only count what would be taken away')
  perform(command, async ({ dryRun = false }: { dryRun?: boolean }) => {
    const config = readConfig()
    const pruned = dryRun ? await prune(config, MOST_COUNTED, true) : await pruneInBatches(config)
    return { data: { dry_run: dryRun, ...pruned }, lines: describe(pruned, dryRun ? 'would prune' : 'pruned') }
  })
}

function describe({ blobs, run_facts, awaiting_runs, webhook_deliveries, accounts }: Pruned, verb: string): string[] {
  return [
    `${verb} ${blobs} contents that no version names`,
    `${verb} events and steps of ${run_facts} runs`,
    `${verb} ${awaiting_runs} runs that were never answered`,
    `${verb} ${webhook_deliveries} old deliveries to webhooks`,
    `${verb} ${accounts} projects and profiles of deleted accounts`,
  ]
}

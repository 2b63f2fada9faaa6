import type { Command } from 'commander'
import { pipelines } from '../../generation/pipelines.ts'
import { sweepRuns } from '../../runs/sweep.ts'
import { perform, readConfig, showProgress } from '../command.ts'
import { wholeNumber } from '../whole-number.ts'

type Options = { limit: number; untilEmpty?: boolean }

export function addSweep(program: Command): void {
  const command = program
    .command('sweep')
    .summary('drive runs to their end that no process drives')
    .description('Takes up runs that no process drives, as the worker process does all the time, and ends.')
    .option('--limit <n>', 'how many to take up at a time', wholeNumber(100), 5)
    .option('--until-empty', 'go on until there are none')
  perform(command, async ({ limit, untilEmpty = false }: Options) => {
    const config = readConfig()
    let found = 0
    for (;;) {
      // The lines of the log would stand in the way of the command's own.
      const taken = await sweepRuns({ config, log: () => undefined, pipelines }, limit)
      found += taken
      showProgress(`${found} runs taken up`)
      if (!untilEmpty || taken === 0) break
    }
    return { data: { runs: found }, lines: [`${found} runs taken up`] }
  })
}

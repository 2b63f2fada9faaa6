import type { Command } from 'commander'
import { pipelines } from '../../generation/pipelines.ts'
import { sweepRuns } from '../../runs/sweep.ts'
import { deliverWebhooks } from '../../webhooks/deliver.ts'
import { perform, readConfig, showProgress } from '../command.ts'
import { wholeNumber } from '../whole-number.ts'

type Options = { limit: number; untilEmpty?: boolean }

export function addSweep(program: Command): void {
  const command = program
    .command('sweep')
    .summary('drive runs to their end that no process drives, and send what webhooks are told')
    .description(
      'Takes up runs that no process drives, and sends messages that are due, as the worker process does all the time.',
    )
    .option('--limit <n>', 'how many to take up at a time', wholeNumber(100), 5)
    .option('--until-empty', 'go on until there are none')
  perform(command, async ({ limit, untilEmpty = false }: Options) => {
    // The lines of the log would stand in the way of the command's own.
    const services = { config: readConfig(), log: () => undefined }
    let found = 0
    for (;;) {
      const taken = await sweepRuns({ ...services, pipelines }, limit)
      found += taken
      showProgress(`${found} runs taken up`)
      if (!untilEmpty || taken === 0) break
    }
    const messages = await deliverWebhooks(services, { queues: limit })
    return {
      data: { runs: found, messages },
      lines: [`${found} runs taken up`, `${messages} messages sent to webhooks`],
    }
  })
}

import type { Command } from 'commander'
import { pause } from '../../timing.ts'
import { perform, readConfig, showResult, untilAskedToEnd, type Result } from '../command.ts'
import { attachLocalStack } from '../local-stack.ts'
import { describeFrame, toFrame } from '../top/frame.ts'
import { lookAround, type Look } from '../top/look.ts'
import { wholeNumber } from '../whole-number.ts'

type Options = { every: number; frames?: number; rows: number; json?: boolean }

/** Home, and everything behind it gone: what a terminal shows is written over. */
const CLEAR = '\u001B[H\u001B[J'

export function addTop(program: Command): void {
  const command = program
    .command('top')
    .summary('what is going on right now')
    .description(
      'Runs under way, the slowest routes, models that fail, and the cost of the last hour. On a terminal it goes on, and ' +
        'tells of requests and models since it began; elsewhere it tells once, of all since counting began.',
    )
    .option('--every <seconds>', 'how often it looks', wholeNumber(3600), 2)
    .option('--frames <count>', 'how often in all; without it, until it is stopped', wholeNumber(3600))
    .option('--rows <count>', 'most lines of each table', wholeNumber(3600), 10)
  perform(command, async (options: Options) => {
    attachLocalStack()
    const config = readConfig()
    const look = () => lookAround(config, options.rows)
    const asJson = options.json === true
    const live = process.stdout.isTTY && !asJson
    const first = await look()
    const frames = options.frames ?? (live ? Infinity : 1)
    if (frames === 1) return toResult(first, undefined, options)
    const end = untilAskedToEnd()
    for (let shown = 0; shown < frames && !end.aborted; shown += 1) {
      const result = shown === 0 ? toResult(first, undefined, options) : toResult(await look(), first, options)
      if (live) process.stdout.write(CLEAR)
      showResult(result, asJson)
      if (shown + 1 < frames) await pause(options.every * 1000, end)
    }
    return undefined
  })
}

function toResult(look: Look, earlier: Look | undefined, { rows }: Options): Result {
  const frame = toFrame(look, earlier, rows)
  return { data: frame, lines: describeFrame(frame) }
}

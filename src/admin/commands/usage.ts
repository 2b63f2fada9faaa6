import { Option, type Command } from 'commander'
import { costOf } from '../../ai/prices.ts'
import { connectAsService, rowsOf } from '../../services/supabase.ts'
import { EXIT, readConfig, Refusal, perform, table } from '../command.ts'

type Options = { since: string; by: 'model' | 'user' | 'day' }

const DAY_MS = 24 * 60 * 60 * 1000

export function addUsage(program: Command): void {
  const command = program
    .command('usage')
    .summary('runs, direct calls and tokens since a day')
    .description(
      'Runs and how they ended, direct calls, and the tokens of both; by model also their cost, where AI_PRICES has a price.',
    )
    .option('--since <when>', 'a number of days, such as 30d, or a date', '30d')
    .addOption(new Option('--by <what>', 'what to sum up by').choices(['model', 'user', 'day']).default('model'))
    .addHelpText('after', '\nExample:\n  samokoder usage --since 2026-01-01 --by user')
  perform(command, async ({ since, by }: Options) => {
    const config = readConfig()
    const from = parseSince(since)
    const database = connectAsService(config)
    const rows = rowsOf(await database.rpc('report_usage', { p_since: from.toISOString(), p_by: by }))
    const sums = rows.map((row) => ({
      ...row,
      ...(by === 'model' ? { cost_usd: costOf(config.AI_PRICES, row.key, row) } : {}),
    }))
    const head = [
      by,
      'runs',
      'succeeded',
      'failed',
      'calls',
      'prompt tokens',
      'completion tokens',
      ...(by === 'model' ? ['USD'] : []),
    ]
    return {
      data: { since: from.toISOString(), by, usage: sums },
      lines: table([head, ...sums.map((row) => Object.values(row).map(String))]),
    }
  })
}

function parseSince(text: string): Date {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? []
  const date = days === undefined ? new Date(text) : new Date(Date.now() - Number(days) * DAY_MS)
  if (!Number.isNaN(date.getTime())) return date
  throw new Refusal('bad_since', `--since ${text} is no date`, 'Write it as 30d or as 2026-01-31.', EXIT.usage)
}

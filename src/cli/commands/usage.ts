import { Option, type Command } from 'commander'
import type { UsageRow } from '../../services/database-types.ts'
import { readPages } from '../../services/read-pages.ts'
import { connectAsService } from '../../services/supabase.ts'
import { attachLocalStack } from '../local-stack.ts'
import { EXIT, readConfig, Refusal, perform, table } from '../command.ts'

type Options = { since: string; by: 'model' | 'user' | 'day' }

const DAY_MS = 24 * 60 * 60 * 1000

export function addUsage(program: Command): void {
  const command = program
    .command('usage')
    .summary('runs, direct calls, tokens and cost since a day')
    .description(
      'Runs and how they ended, direct calls, the tokens that models charged for both, and their cost at the prices of the ' +
        'moment of each call, where it had one.',
    )
    .option('--since <when>', 'a number of days, such as 30d, or a date', '30d')
    .addOption(new Option('--by <what>', 'what to sum up by').choices(['model', 'user', 'day']).default('model'))
    .addHelpText('after', '\nExample:\n  samokoder usage --since 2026-01-01 --by user')
  perform(command, async ({ since, by }: Options) => {
    attachLocalStack()
    const config = readConfig()
    const from = parseSince(since)
    const database = connectAsService(config)
    const rows = await readPages<UsageRow>((first, last) =>
      database
        .rpc('report_usage', { p_since: from.toISOString(), p_by: by }, { count: 'exact' })
        .order('key')
        .range(first, last),
    )
    const head = [by, 'runs', 'succeeded', 'failed', 'calls', 'prompt tokens', 'completion tokens', 'USD']
    return {
      data: { since: from.toISOString(), by, usage: rows },
      lines: table([head, ...rows.map((row) => Object.values(row).map((value) => String(value ?? '')))]),
    }
  })
}

const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?$/

function parseSince(text: string): Date {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? []
  const date = days === undefined ? toDate(text) : new Date(Date.now() - Number(days) * DAY_MS)
  if (date !== undefined) return date
  throw new Refusal('bad_since', `--since ${text} is no date`, 'Write it as 30d or as 2026-01-31.', EXIT.usage)
}

/** Date alone would take "5" for a day in 2001, and 31 February for one in March. */
function toDate(text: string): Date | undefined {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`)
  const date = new Date(text)
  const exists = DATE.test(text) && !Number.isNaN(date.getTime()) && day.toISOString().startsWith(text.slice(0, 10))
  return exists ? date : undefined
}

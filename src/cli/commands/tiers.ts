import { InvalidArgumentError, type Command } from 'commander'
import { PLANS } from '../../accounts/plans.ts'
import type { TierLimitsRow } from '../../services/database-types.ts'
import { TIER } from '../../services/stored-limits.ts'
import { connectAsService, rowsOf, type DatabaseClient } from '../../services/supabase.ts'
import { EXIT, perform, readConfig, Refusal, table, type Result } from '../command.ts'

type Limit = Exclude<keyof TierLimitsRow, 'tier'>
type Options = Partial<Record<string, number | 'default'>>

/** What bounds what, and how it is given. */
const LIMITS = {
  projects: ['max_projects', 'projects'],
  activeRuns: ['max_active_runs', 'runs at a time'],
  monthlyRuns: ['max_monthly_runs', 'runs in a month'],
  aiUsd: ['monthly_ai_usd', 'US dollars for models in a month'],
  storage: ['max_account_bytes', 'bytes of all projects'],
  keys: ['max_keys', 'keys for programs'],
  requests: ['max_requests_per_minute', 'requests in a minute'],
  calls: ['max_concurrent_calls', 'direct calls to models at a time'],
} as const satisfies Record<string, readonly [Limit, string]>

export function addTiers(program: Command): void {
  const tiers = program
    .command('tiers')
    .summary('what accounts may have, by tier')
    .description('What accounts may have, by tier; in force at once, and for requests and calls within a minute.')
  perform(tiers.command('list').description('The tiers that something was set for.'), () => list(connect()))
  perform(
    tiers.command('seed').description('Set the five plans: free, starter, professional, business, enterprise.'),
    async () => {
      const database = connect()
      await store(database, PLANS)
      return list(database)
    },
  )
  const set = tiers
    .command('set <tier>')
    .description('Set limits of a tier; those that are not named stay as they are.')
  for (const [name, [, what]] of Object.entries(LIMITS)) {
    set.option(
      `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} <n>`,
      `${what}, or "default"`,
      toLimit,
    )
  }
  set.addHelpText('after', '\nExample:\n  samokoder tiers set free --projects 2 --monthly-runs 5 --ai-usd 0.5')
  perform(set, async (tier: string, options: Options) => {
    const given = Object.entries(LIMITS).filter(([name]) => options[name] !== undefined)
    refuseNothing(tier, given.length)
    const database = connect()
    const changes = Object.fromEntries(
      given.map(([name, [column]]) => [column, options[name] === 'default' ? null : options[name]]),
    )
    await store(database, [{ ...(changes as Partial<TierLimitsRow>), tier }])
    return list(database)
  })
}

function connect(): DatabaseClient {
  return connectAsService(readConfig())
}

async function store(database: DatabaseClient, rows: (Partial<TierLimitsRow> & { tier: string })[]): Promise<void> {
  rowsOf(await database.from('tier_limits').upsert(rows, { onConflict: 'tier' }).select('tier'))
}

async function list(database: DatabaseClient): Promise<Result> {
  const rows = rowsOf(await database.from('tier_limits').select().order('tier').limit(1000))
  const columns = Object.values(LIMITS).map(([column]) => column)
  const cells = rows.map((row) => [row.tier, ...columns.map((column) => String(row[column] ?? 'default'))])
  return { data: { tiers: rows }, lines: table([['tier', ...columns], ...cells]) }
}

/** Not null for the default, which commander would take for an option without a value. */
function toLimit(text: string): number | 'default' {
  if (text === 'default') return text
  if (/^\d{1,15}(?:\.\d{1,6})?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('it is a number, or "default".')
}

function refuseNothing(tier: string, count: number): void {
  const hint = 'samokoder tiers set --help tells how.'
  if (!TIER.test(tier)) throw new Refusal('bad_tier', `${tier} is no name of a tier`, hint, EXIT.usage)
  if (count === 0) throw new Refusal('nothing_to_set', 'Give at least one limit.', hint, EXIT.usage)
}

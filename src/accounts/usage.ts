import * as z from 'zod'
import { AppError } from '../errors.ts'
import type { UsageSum } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 30
const MOST_DAYS = 366
/** The database gives no more rows; those that cost the most come first. */
const MOST_ROWS = 1000

const day = z.iso.date()
export const usageQuerySchema = z.strictObject({
  by: z.enum(['day', 'model', 'project', 'key']).default('day').meta({ description: 'What to sum up by.' }),
  from: day.optional().meta({ description: `The first day, of UTC; ${DEFAULT_DAYS} days back when it is not given.` }),
  until: day.optional().meta({ description: 'The last day; today when it is not given.' }),
})
export const usageSchema = z.strictObject({
  by: z.enum(['day', 'model', 'project', 'key']),
  from: z.iso.date(),
  until: z.iso.date(),
  items: z.array(
    z.strictObject({
      key: z.nullable(z.string()).meta({
        description:
          'The day, the model, the id of the project or of the key; null where there is none, as for calls of a session.',
      }),
      calls: z.int(),
      prompt_tokens: z.int(),
      completion_tokens: z.int(),
      cost_usd: z.number(),
    }),
  ),
  truncated: z.boolean().meta({ description: `Whether there is more than these ${MOST_ROWS}, which cost less.` }),
})

const counted = z.strictObject({
  limit: z.nullable(z.number()).meta({ description: 'Null is any number.' }),
  used: z.number(),
})
export const limitsSchema = z.strictObject({
  tier: z.string(),
  projects: counted,
  active_runs: counted,
  monthly_runs: counted,
  storage_bytes: counted,
  keys: counted,
  monthly_ai_usd: counted,
  reserved_ai_usd: z.number().meta({ description: 'The most that calls and runs under way may still cost.' }),
  concurrent_calls: z.nullable(z.int()),
  requests_per_minute: z.nullable(z.int()),
})

type Asked = { p_by: string; p_from: string; p_until: string }

/** What the caller's calls to models took, those of runs included. @throws {AppError} bad_request */
export function readUsage(database: DatabaseClient, query: z.infer<typeof usageQuerySchema>) {
  return sumUpUsage(query, async (asked) => rowsOf(await database.rpc('read_usage', asked)))
}

/** What `read` gives of the days that are asked for. @throws {AppError} bad_request */
export async function sumUpUsage(
  { by, from, until }: z.infer<typeof usageQuerySchema>,
  read: (asked: Asked) => Promise<UsageSum[]>,
): Promise<z.infer<typeof usageSchema>> {
  const last = until ?? toDay(Date.now())
  const first = from ?? toDay(Date.parse(last) - (DEFAULT_DAYS - 1) * DAY_MS)
  const end = Date.parse(last) + DAY_MS
  const days = (end - Date.parse(first)) / DAY_MS
  if (days < 1 || days > MOST_DAYS) {
    const message = `must be a day up to "until", and ${MOST_DAYS} days before it at most`
    throw new AppError('bad_request', { details: [{ path: ['query', 'from'], message }] })
  }
  const asked = { p_by: by, p_from: `${first}T00:00:00Z`, p_until: new Date(end).toISOString() }
  const items = await read(asked)
  return { by, from: first, until: last, items, truncated: items.length === MOST_ROWS }
}

/** The caller's limits, with what is used of each. */
export async function readLimits(database: DatabaseClient): Promise<z.infer<typeof limitsSchema>> {
  return limitsSchema.parse(rowsOf(await database.rpc('read_limits')))
}

function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}

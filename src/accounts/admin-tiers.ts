// What tiers may have, as admins see and set it. The database looks whether the caller is one, and writes its audit log.
import * as z from 'zod'
import { TIER } from '../services/stored-limits.ts'
import type { ToldTierLimits } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'

const count = (most: number) => z.nullable(z.int().min(0).max(most))
const counted = (most: number) => z.nullable(z.int().min(1).max(most))
const MOST = 1_000_000_000
const MOST_BYTES = 2 ** 50

/** Each is null where nothing is said: docs/operations.md tells what goes then. */
const limits = {
  max_projects: count(MOST),
  max_active_runs: count(MOST),
  max_monthly_runs: count(MOST),
  max_versions: count(MOST),
  max_project_bytes: count(MOST_BYTES),
  max_account_bytes: count(MOST_BYTES),
  max_run_cost_usd: z.nullable(z.number().min(0.000001).max(10_000)),
  max_run_tokens: counted(MOST),
  max_run_repairs: count(10),
  max_run_seconds: counted(604_800),
  max_keys: count(MOST),
  max_requests_per_minute: counted(MOST),
  max_concurrent_calls: count(MOST),
  monthly_ai_usd: z.nullable(z.number().min(0).max(1_000_000)),
}

export const tierNameSchema = z.string().regex(TIER, 'must be lower-case letters, digits, - and _')
export const tierSchema = z.strictObject({ tier: z.string(), ...limits })
export const tierListSchema = z.strictObject({ items: z.array(tierSchema) })
export const tierChangeSchema = z
  .strictObject(limits)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must name a limit')

/** The tiers that something was set for. */
export async function listTiers(database: DatabaseClient): Promise<z.infer<typeof tierListSchema>> {
  return { items: rowsOf(await database.rpc('admin_list_tiers')).map(toTier) }
}

/** Sets limits of a tier, also of one that nothing was set for; those that are not named stay as they are. */
export async function setTier(database: DatabaseClient, tier: string, change: z.infer<typeof tierChangeSchema>) {
  return toTier(rowsOf(await database.rpc('admin_set_tier', { p_tier: tier, p_limits: change })))
}

function toTier({ max_run_cost_usd: cost, ...row }: ToldTierLimits): z.infer<typeof tierSchema> {
  return { ...row, max_run_cost_usd: cost === null ? null : Number(cost) }
}

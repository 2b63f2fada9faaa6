import type { TierLimitsRow } from '../services/database-types.ts'

const MEGABYTE = 1024 * 1024
const GIGABYTE = 1024 * MEGABYTE
/** A null would be the default of the database, which is less. */
const ANY_NUMBER = 1_000_000

/** The plans of a deployment that sells them, which docs/operations.md shows. Null is what goes where nothing is said. */
export const PLANS: Plan[] = [
  plan('free', [2, 1, 5], 0.5, 100 * MEGABYTE, [2, 120, 2]),
  plan('starter', [5, 3, 20], 2, GIGABYTE, [5, 300, 5]),
  plan('professional', [ANY_NUMBER, ANY_NUMBER, 100], 5, 5 * GIGABYTE, [20, 1000, 20]),
  plan('business', [ANY_NUMBER, ANY_NUMBER, 500], 15, 20 * GIGABYTE, [100, 3000, 100]),
  plan('enterprise', [ANY_NUMBER, ANY_NUMBER, null], null, 50 * GIGABYTE, [1000, null, null]),
]

type Plan = Pick<
  TierLimitsRow,
  | 'tier'
  | 'max_projects'
  | 'max_active_runs'
  | 'max_monthly_runs'
  | 'max_account_bytes'
  | 'max_keys'
  | 'max_requests_per_minute'
  | 'max_concurrent_calls'
  | 'monthly_ai_usd'
>
type Figure = number | null

function plan(
  tier: string,
  [max_projects, max_active_runs, max_monthly_runs]: [Figure, Figure, Figure],
  monthly_ai_usd: Figure,
  max_account_bytes: number,
  [max_keys, max_requests_per_minute, max_concurrent_calls]: [Figure, Figure, Figure],
): Plan {
  const work = { max_projects, max_active_runs, max_monthly_runs, monthly_ai_usd }
  return { tier, ...work, max_account_bytes, max_keys, max_requests_per_minute, max_concurrent_calls }
}

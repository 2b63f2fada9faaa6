// What admins may see of other accounts and do to them. The database looks whether the caller is one, and writes its audit log.
import * as z from 'zod'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { RUN_STATUSES, type AccountRow } from '../services/database-types.ts'
import { cutPage, type PageEnd } from '../services/newest-first.ts'
import { storedText } from '../services/stored-text.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { toIso, toIsoOrNull } from '../services/timestamp.ts'
import { tierNameSchema } from './admin-tiers.ts'
import { forgetKeysOf, stopAccount } from './stop-account.ts'
import { sumUpUsage, type usageQuerySchema } from './usage.ts'

const ROLES = ['user', 'admin'] as const
const moment = z.nullable(z.iso.datetime())

export const accountOverviewSchema = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  tier: z.string(),
  suspended_at: moment,
  created_at: z.iso.datetime(),
  last_sign_in_at: moment.meta({ description: 'Null also where Auth does not note it.' }),
  projects: z.int(),
  runs: z.int(),
  stored_bytes: z.int(),
})
export const accountChangeSchema = z
  .strictObject({
    role: z.enum(ROLES).optional(),
    tier: tierNameSchema.optional(),
  })
  .refine((change) => change.role !== undefined || change.tier !== undefined, 'must name a role or a tier')
export const suspensionSchema = z.strictObject({
  reason: storedText.trim().max(500).default('').meta({ description: 'For the audit log.' }),
})
export const runUnderWaySchema = z.strictObject({
  id: z.uuid(),
  project_id: z.uuid(),
  owner_id: z.uuid(),
  email: z.string(),
  kind: z.string(),
  model: z.string(),
  status: z.enum(RUN_STATUSES),
  created_at: z.iso.datetime(),
  started_at: moment,
  cancel_requested_at: moment,
})
export const auditEntrySchema = z.strictObject({
  id: z.int(),
  created_at: z.iso.datetime(),
  actor_id: z.nullable(z.uuid()).meta({ description: 'Who did it; null is an operator at the command line.' }),
  action: z.string().meta({ description: 'Such as `account.set_tier`, `account.suspend`, `run.cancel`.' }),
  target_id: z.nullable(z.uuid()).meta({ description: 'The account that it was done to; null is a tier.' }),
  details: z.record(z.string(), z.unknown()),
})

/** One page of all accounts, newest first. */
export async function listAccounts(
  database: DatabaseClient,
  search: string | undefined,
  limit: number,
  before: PageEnd | undefined,
) {
  const asked = { p_search: search ?? null, ...behind(before), p_limit: limit + 1 }
  const { shown, end } = cutPage(rowsOf(await database.rpc('admin_list_accounts', asked)), limit)
  return { accounts: shown.map(toOverview), end }
}

/** @throws {AppError} not_found */
export async function readAccount(database: DatabaseClient, id: string) {
  const [row] = rowsOf(await database.rpc('admin_read_account', { p_id: id }))
  if (row === undefined) throw new AppError('not_found')
  return toOverview(row)
}

/** Sets role, tier or both. @throws {AppError} not_found, own_account */
export async function setAccount(database: DatabaseClient, id: string, change: z.infer<typeof accountChangeSchema>) {
  const asked = { p_id: id, p_role: change.role ?? null, p_tier: change.tier ?? null }
  rowsOf(await database.rpc('admin_set_account', asked))
  return readAccount(database, id)
}

/**
 * Ends the sessions and the runs of an account and lets nobody in any more, by whatever key. Each process hears of it within a
 * minute. @throws {AppError} not_found, own_account
 */
export async function suspendAccount(database: DatabaseClient, config: Config, id: string, reason: string) {
  rowsOf(await database.rpc('admin_suspend_account', { p_id: id, p_reason: reason }))
  await forgetKeysOf(config, await stopAccount(config, id))
  return readAccount(database, id)
}

/** Lets an account in again. @throws {AppError} not_found, own_account */
export async function unsuspendAccount(database: DatabaseClient, id: string) {
  rowsOf(await database.rpc('admin_unsuspend_account', { p_id: id }))
  return readAccount(database, id)
}

/** Takes all second factors of an account. @throws {AppError} not_found, own_account, not_configured */
export async function removeFactorsOf(database: DatabaseClient, id: string): Promise<void> {
  rowsOf(await database.rpc('admin_remove_factors', { p_id: id }))
}

/** What an account took of models. @throws {AppError} not_found, bad_request */
export function readUsageOf(database: DatabaseClient, id: string, query: z.infer<typeof usageQuerySchema>) {
  return sumUpUsage(query, async (asked) => rowsOf(await database.rpc('admin_read_usage', { p_id: id, ...asked })))
}

/** One page of the runs that have not ended, newest first. */
export async function listRunsUnderWay(database: DatabaseClient, limit: number, before: PageEnd | undefined) {
  const asked = { ...behind(before), p_limit: limit + 1 }
  const { shown, end } = cutPage(rowsOf(await database.rpc('admin_list_runs', asked)), limit)
  const runs = shown.map((run) => ({
    ...run,
    created_at: toIso(run.created_at),
    started_at: toIsoOrNull(run.started_at),
    cancel_requested_at: toIsoOrNull(run.cancel_requested_at),
  }))
  return { runs, end }
}

/** As its owner would cancel it. @throws {AppError} not_found */
export async function cancelRunOf(database: DatabaseClient, id: string): Promise<void> {
  rowsOf(await database.rpc('admin_cancel_run', { p_run: id }))
}

/** One page of the audit log, newest first, of all accounts or of one. */
export async function listAudit(
  database: DatabaseClient,
  target: string | undefined,
  limit: number,
  before: number | undefined,
) {
  const asked = { p_target: target ?? null, p_before: before ?? null, p_limit: limit + 1 }
  const { shown, end } = cutPage(rowsOf(await database.rpc('admin_list_audit', asked)), limit)
  return { entries: shown.map((row) => ({ ...row, created_at: toIso(row.created_at) })), end }
}

function behind(before: PageEnd | undefined) {
  return { p_before_created_at: before?.createdAt ?? null, p_before_id: before?.id ?? null }
}

function toOverview(row: AccountRow): z.infer<typeof accountOverviewSchema> {
  return {
    ...row,
    created_at: toIso(row.created_at),
    suspended_at: toIsoOrNull(row.suspended_at),
    last_sign_in_at: toIsoOrNull(row.last_sign_in_at),
  }
}

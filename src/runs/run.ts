import * as z from 'zod'
import type { Config } from '../config.ts'
import { deleteProject } from '../projects/projects.ts'
import { requireProject } from '../projects/versions.ts'
import { runError } from '../errors.ts'
import {
  RUN_KINDS,
  RUN_STATUSES,
  UNDER_WAY,
  type RunInput,
  type RunKind,
  type NewRunOptions,
  type RunRow,
} from '../services/database-types.ts'
import { readNewestFirst, type PageEnd } from '../services/newest-first.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { MAX_PROMPT_CHARS } from '../services/stored-limits.ts'
import { storedText } from '../services/stored-text.ts'
import { toIso, toIsoOrNull } from '../services/timestamp.ts'
import { failedFileSchema, runErrorSchema, usageSchema } from './events.ts'
import { callDrivers } from './live-stream.ts'
import { attachmentsSchema } from './attachments.ts'
import { budgetSchema, modeSchema } from './options.ts'

/** What a run is asked for that is to mend what the page has reported, when its user says no more. */
const REPAIR_PROMPT = 'Mend what the opened page has reported.'

export const newRunFields = z.strictObject({
  prompt: storedText.trim().min(1).max(MAX_PROMPT_CHARS).optional().meta({ description: 'Needed but for a repair.' }),
  repair: z.literal(true).optional().meta({
    description: 'An edit that mends what the head has told of itself when it was opened, which its report has.',
  }),
  kind: z.enum(RUN_KINDS).optional().meta({
    description:
      '`generate` plans a whole project and writes it, on the files that are there; `edit` changes them, `chat` answers from them and changes them where that is asked. Without it: chat where the mode says so, generate for a project without files of its own, else edit.',
  }),
  model: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'One of the served models; the first when absent.' }),
  mode: modeSchema.optional().meta({
    description:
      '`build`, the default, goes on to the end; `plan` stops with the plan, for approval or change; `ask`, for a chat, changes no file.',
  }),
  attachments: attachmentsSchema.optional().meta({
    description: 'Texts, and images for a model that takes some, to go with the prompt.',
  }),
  budget: budgetSchema.optional().meta({
    description: 'What the run may take at most. What the tier of the account allows holds besides.',
  }),
})

export const newRunSchema = newRunFields
  .refine(({ prompt, repair }) => prompt !== undefined || repair === true, {
    error: 'is needed, but for a repair',
    path: ['prompt'],
  })
  .refine(
    ({ kind, mode, repair }) => repair !== true || ((kind ?? 'edit') === 'edit' && (mode ?? 'build') === 'build'),
    {
      error: 'goes with the kind `edit` and the mode `build` alone',
      path: ['repair'],
    },
  )
  .transform((run) => ({
    ...run,
    prompt: run.prompt ?? REPAIR_PROMPT,
    kind: run.repair === true ? ('edit' as const) : run.kind,
  }))

export const runSchema = z.strictObject({
  id: z.uuid(),
  project_id: z.uuid(),
  kind: z
    .string()
    .meta({ description: 'What the run does: `generate`, `edit`, `chat`, or what a newer release knows.' }),
  prompt: z.string(),
  model: z.string(),
  mode: z
    .string()
    .meta({ description: 'How far it goes by itself: `ask`, `plan`, `build`, or what a newer release knows.' }),
  status: z.enum(RUN_STATUSES).meta({
    description:
      'It goes on by itself while `queued`, `running` or `waiting`, which is until `retry_at`. While `awaiting_input` it ' +
      'rests until it is answered or canceled.',
  }),
  awaiting: z
    .nullable(z.strictObject({ kind: z.enum(['question', 'plan']), question: z.string() }))
    .meta({ description: 'What it asks while it awaits input.' }),
  retry_at: z.nullable(z.iso.datetime()).meta({ description: 'When it goes on, while it waits.' }),
  base_version: z.int().meta({ description: 'The head when the run was made.' }),
  version: z.nullable(z.int()).meta({ description: 'The version it committed.' }),
  error: z.nullable(runErrorSchema),
  failed_files: z.array(failedFileSchema),
  usage: usageSchema.meta({ description: 'Sums of the calls to models that the run has made so far.' }),
  budget: budgetSchema.meta({ description: 'What it may take; of what is absent, any amount.' }),
  created_at: z.iso.datetime(),
  started_at: z.nullable(z.iso.datetime()),
  finished_at: z.nullable(z.iso.datetime()),
})

export type Run = z.infer<typeof runSchema>
type RunServices = { config: Config; database: DatabaseClient }

export type NewRun = { kind: RunKind | undefined; prompt: string; model: string; options?: NewRunOptions }

/**
 * Stores a run, claimed for this process, which is to drive it: one call, after which its lease lasts `leaseSeconds`.
 * Without that it waits for whoever takes it up.
 * @throws {AppError} not_found, project_archived, run_active, storage_full, too_many_runs
 */
export async function createRun(
  database: DatabaseClient,
  projectId: string,
  { kind, prompt, model, options = {} }: NewRun,
  leaseSeconds?: number,
): Promise<RunRow> {
  const lease = leaseSeconds === undefined ? {} : { p_lease_seconds: leaseSeconds }
  const run = { p_project: projectId, p_kind: kind ?? null, p_prompt: prompt, p_model: model, p_options: options }
  return rowsOf(await database.rpc('create_run', { ...run, ...lease }))
}

export async function readRunRow(database: DatabaseClient, id: string): Promise<RunRow> {
  return rowsOf(await database.from('runs').select().eq('id', id).single())
}

/** One page of a project's runs, newest first, and the row where the next page starts. */
export async function listRuns(
  database: DatabaseClient,
  projectId: string,
  limit: number,
  before: PageEnd | undefined,
) {
  await requireProject(database, projectId)
  const query = database.from('runs').select().eq('project_id', projectId)
  const { shown, end } = await readNewestFirst(query, limit, before)
  return { runs: shown.map(toRun), next: end }
}

/**
 * Stores what the user answers, once, and claims the run for this process, which is to drive it on.
 * @throws {AppError} not_found, input_not_awaited, input_does_not_fit, run_active, too_many_runs, project_archived
 */
export async function answerRun(
  database: DatabaseClient,
  id: string,
  input: RunInput,
  leaseSeconds: number,
): Promise<RunRow> {
  return rowsOf(await database.rpc('answer_run', { p_run: id, p_input: input, p_lease_seconds: leaseSeconds }))
}

/** Asks the run to stop; one that has ended stays as it is. */
export async function cancelRun({ config, database }: RunServices, id: string): Promise<RunRow> {
  const run = rowsOf(await database.rpc('cancel_run', { p_run: id }))
  if (run.finished_at === null) await callDrivers(config, [id])
  return run
}

/** Deletes the project and its runs. Whoever drives one of them learns of it now, and not when its lease is due. */
export async function deleteProjectWithRuns({ config, database }: RunServices, projectId: string): Promise<void> {
  const underWay = rowsOf(await database.from('runs').select('id').eq('project_id', projectId).is('finished_at', null))
  await deleteProject(database, projectId)
  const ids = underWay.map(({ id }) => id)
  await callDrivers(config, ids)
}

/** Whether the run waits for a process: nobody has taken it, who did has fallen silent, or its time to go on has come. */
export function isUnattended(row: RunRow, now: Date): boolean {
  return UNDER_WAY.some((status) => status === row.status) && attendedUntil(row) < now.getTime()
}

/** Whether there is more to come of it by itself. */
export function goesOn({ finished_at, status }: RunRow): boolean {
  return finished_at === null && status !== 'awaiting_input'
}

/** Until when nobody else needs to look after the run, by Date.now(): the end of its lease, or of its wait. */
export function attendedUntil({ lease_expires_at, retry_at }: RunRow): number {
  const until = lease_expires_at ?? retry_at
  return until === null ? 0 : new Date(toIso(until)).getTime()
}

/** When the run was claimed, by Date.now(), of a row that comes from the claim: its lease began then. */
export function claimedAt(row: RunRow, leaseSeconds: number): number {
  return attendedUntil(row) - leaseSeconds * 1000
}

export function toRun(row: RunRow): Run {
  return {
    id: row.id,
    project_id: row.project_id,
    kind: row.kind,
    prompt: row.prompt,
    model: row.model,
    mode: row.options.mode ?? 'build',
    status: row.status,
    awaiting: row.question === null ? null : { kind: row.question.kind, question: row.question.text },
    retry_at: toIsoOrNull(row.retry_at),
    base_version: row.base_version,
    version: row.version,
    error: row.error_code === null ? null : runError(row.error_code, row.error_message ?? ''),
    failed_files: row.failed_files,
    usage: { prompt_tokens: 0, completion_tokens: 0, cost_usd: 0, ...row.usage },
    budget: row.budget,
    created_at: toIso(row.created_at),
    started_at: toIsoOrNull(row.started_at),
    finished_at: toIsoOrNull(row.finished_at),
  }
}

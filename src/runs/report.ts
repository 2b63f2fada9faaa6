// What is known of how a version came about, of which SQL keeps what the facts of its run told.
import * as z from 'zod'
import { AppError } from '../errors.ts'
import { versionSchema } from '../projects/versions.ts'
import type { ModelUsageRow, RunRow, StoredReport } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { runSchema, toRun } from './run.ts'

// Codes, reasons and names are text here: another release may have stored them.
const counted = z.array(z.strictObject({ code: z.string(), count: z.int() }))

const checks = z.strictObject({
  files_checked: z.int(),
  files_not_checked: z.int(),
  omissions: z
    .array(z.strictObject({ reason: z.string(), files: z.int() }))
    .meta({ description: 'Why they were not.' }),
  not_checked: z.array(z.strictObject({ path: z.string(), reason: z.string() })).meta({
    description: 'The first 20 of them.',
  }),
  problems_from_before: z.int().meta({ description: 'Those that the project had before the run.' }),
  problems_found: z.int().meta({ description: 'Those that the run had made by its first check.' }),
  problems_left: z.int().meta({ description: 'Those of them, or new ones, that the version has.' }),
  problems: z
    .array(
      z.strictObject({
        path: z.string(),
        line: z.int().optional(),
        column: z.int().optional(),
        code: z.string(),
        message: z.string(),
      }),
    )
    .meta({ description: 'The first 20 of those that are left.' }),
})

const usage = z.strictObject({
  models: z.array(
    z.strictObject({
      model: z.string(),
      calls: z.int(),
      calls_not_whole: z.int().meta({ description: 'Calls that broke off or failed.' }),
      prompt_tokens: z.int(),
      completion_tokens: z.int(),
      estimated: z
        .boolean()
        .meta({ description: 'Whether the provider has not told all of it: counted from the text.' }),
      cost_usd: z
        .nullable(z.number())
        .meta({ description: 'By the prices when it was called; null for a model without a price.' }),
    }),
  ),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  cost_usd: z.nullable(z.number()).meta({ description: 'Null when a model has no price.' }),
})

const ofRun = runSchema.pick({
  id: true,
  kind: true,
  model: true,
  status: true,
  error: true,
  created_at: true,
  started_at: true,
  finished_at: true,
})

export const reportSchema = z.strictObject({
  version: z.int(),
  origin: versionSchema.shape.origin,
  run: z
    .nullable(
      ofRun.extend({
        version: z.nullable(z.int()).meta({ description: 'The version that it committed.' }),
        processes: z.int().meta({ description: 'How many processes have driven it: one, unless one broke off.' }),
        is_merged: z.boolean().meta({
          description: 'Whether files that were written to the project meanwhile are in the version, too, unchecked.',
        }),
      }),
    )
    .meta({ description: 'Null for a version whose files no run has made.' }),
  checks: z.nullable(checks).meta({ description: 'Null when nothing was checked, or when it is no longer known.' }),
  repairs: z.array(
    z.strictObject({
      attempt: z.int(),
      problems_before: z.int(),
      problems_after: z.int(),
      is_kept: z.boolean().meta({ description: 'Unless the project got better by it, it was undone.' }),
    }),
  ),
  answers: z.strictObject({
    cut: z.int().meta({ description: 'Answers that broke off, so that what was missing was asked for again.' }),
    mended: counted.meta({ description: 'What was not as the format says, and read all the same: `answer.mended`.' }),
    refused: counted.meta({ description: 'What could not be taken, edits among it: `file.failed`, `answer.problem`.' }),
  }),
  usage,
  steps: z.array(z.strictObject({ name: z.string(), count: z.int(), duration_ms: z.int() })).meta({
    description: 'Time by kind of step, without waiting, and without what a process that broke off had done.',
  }),
})

export type VersionReport = z.infer<typeof reportSchema>

/** @throws {AppError} not_found */
export async function readReport(database: DatabaseClient, projectId: string, number: number) {
  const rows = rowsOf(await database.rpc('read_report', { p_project: projectId, p_version: number }))
  const [row] = rows
  if (row === undefined) throw new AppError('not_found')
  const { version, origin, run, is_merged, report, models } = row
  return {
    version,
    origin,
    run: run === null ? null : describeRun(run, is_merged === true),
    ...describeWork(report),
    usage: sumUp(models ?? []),
  } satisfies VersionReport
}

function describeRun(row: RunRow, is_merged: boolean): NonNullable<VersionReport['run']> {
  const run = toRun(row)
  return {
    id: run.id,
    kind: run.kind,
    model: run.model,
    status: run.status,
    error: run.error,
    created_at: run.created_at,
    started_at: run.started_at,
    finished_at: run.finished_at,
    version: run.version,
    processes: row.epoch,
    is_merged,
  }
}

function describeWork(report: StoredReport | null): Pick<VersionReport, 'checks' | 'repairs' | 'answers' | 'steps'> {
  if (report === null) return { checks: null, repairs: [], answers: { cut: 0, mended: [], refused: [] }, steps: [] }
  const { checks, repairs, cut_answers: cut, mended, refused, steps } = report
  return { checks, repairs, answers: { cut, mended, refused }, steps }
}

function sumUp(models: ModelUsageRow[]): VersionReport['usage'] {
  const sum = (field: 'prompt_tokens' | 'completion_tokens') => models.reduce((total, row) => total + row[field], 0)
  const costs = models.flatMap(({ cost_usd }) => (cost_usd === null ? [] : [cost_usd]))
  return {
    models,
    prompt_tokens: sum('prompt_tokens'),
    completion_tokens: sum('completion_tokens'),
    cost_usd: costs.length < models.length ? null : costs.reduce((total, cost) => total + cost, 0),
  }
}

// What is known of how a version came about, of which SQL keeps what the facts of its run told.
import { decodeBase64 } from 'hono/utils/encode'
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

const pageFinding = z.strictObject({
  kind: z.string(),
  path: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
  code: z.string(),
  message: z.string(),
})

const pageProblem = z.strictObject({
  kind: z.string().meta({ description: '`error`, `rejection`, `console`, `load`, `blank`.' }),
  message: z.string(),
  path: z.nullable(z.string()),
  line: z.nullable(z.int()),
  column: z.nullable(z.int()),
  address: z.nullable(z.string()).meta({ description: 'Where in the preview it happened.' }),
  times: z.int().meta({ description: 'How often a page has told it.' }),
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
  page: z.strictObject({
    state: z
      .enum(['opened', 'not_opened'])
      .meta({ description: 'Whether the run opened it in a browser before its commit.' }),
    reason: z.nullable(z.string()).meta({ description: 'Why it did not.' }),
    problems_left: z.nullable(z.int()).meta({ description: 'What was wrong when it was opened last.' }),
    pressed: z.nullable(z.int()).meta({ description: 'How many of its buttons were pressed.' }),
    findings: z.array(pageFinding).meta({
      description:
        'What was found in it at any time, repaired or not, the first 50; and what a repair was asked to mend.',
    }),
  }),
  page_problems: z.array(pageProblem).meta({
    description:
      'What the version has told of itself when it was opened at a preview that is not shared, the first 50 things.',
  }),
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
  const [answer, pageProblems] = await Promise.all([
    database.rpc('read_report', { p_project: projectId, p_version: number }),
    readPageProblems(database, projectId, number),
  ])
  const [row] = rowsOf(answer)
  if (row === undefined) throw new AppError('not_found')
  const { version, origin, run, is_merged, report, models } = row
  return {
    version,
    origin,
    run: run === null ? null : describeRun(run, is_merged === true),
    ...describeWork(report),
    page_problems: pageProblems.map(({ column_number: column, ...problem }) => ({ ...problem, column })),
    usage: sumUp(models ?? []),
  } satisfies VersionReport
}

/** What the opened pages of a version have told of themselves, in the order in which they did. @throws {AppError} */
export async function readPageProblems(database: DatabaseClient, projectId: string, number: number) {
  const query = database.from('page_problems').select('kind,message,path,line,column_number,address,times')
  return rowsOf(await query.eq('project_id', projectId).eq('number', number).order('first_seen_at').limit(50))
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

function describeWork(
  report: StoredReport | null,
): Pick<VersionReport, 'checks' | 'repairs' | 'answers' | 'steps' | 'page'> {
  const page = describePage(report)
  if (report === null) {
    return { checks: null, repairs: [], answers: { cut: 0, mended: [], refused: [] }, steps: [], page }
  }
  const { checks, repairs, cut_answers: cut, mended, refused, steps } = report
  return { checks, repairs, answers: { cut, mended, refused }, steps, page }
}

const NOT_OPENED = 'No browser was attached, or there was no page to open.'

function describePage(report: StoredReport | null): VersionReport['page'] {
  const { page, page_findings: findings = [] } = report ?? {}
  const { state = 'not_opened', reason, problem_count, pressed } = page ?? {}
  return {
    state,
    reason: state === 'opened' ? null : (reason ?? NOT_OPENED),
    problems_left: problem_count ?? null,
    pressed: pressed ?? null,
    findings,
  }
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

/** A picture that the run of a version has taken before its commit: of the last state, or of the first. @throws {AppError} not_found */
export async function readPicture(
  database: DatabaseClient,
  version: { projectId: string; number: number },
  { width, at }: { width: number; at: 'first' | 'last' },
): Promise<{ mediaType: string; content: Uint8Array<ArrayBuffer> }> {
  const of = database.from('versions').select('run_id').eq('project_id', version.projectId).eq('number', version.number)
  const { run_id } = rowsOf(await of.single())
  if (run_id === null) throw new AppError('not_found')
  const query = database.from('run_pictures').select('media_type,content').eq('run_id', run_id).eq('width', width)
  const [picture] = rowsOf(await query.order('attempt', { ascending: at === 'first' }).limit(1))
  if (picture === undefined) throw new AppError('not_found')
  return { mediaType: picture.media_type, content: decodeBase64(picture.content) }
}

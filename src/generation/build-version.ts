import { readManifest } from '../projects/files.ts'
import { MAX_FILES, MAX_PROJECT_BYTES } from '../projects/limits.ts'
import { createPathIndex } from '../projects/paths.ts'
import type { Manifest, RunRow } from '../services/database-types.ts'
import type { DatabaseClient } from '../services/supabase.ts'
import type { Conversation } from './read-answer.ts'
import type { Journal, RunResult } from '../runs/journal.ts'
import { recoverRun } from './recover.ts'
import { checkStep, editStep, planStep, writeStep, type StepContext, type Talk } from './steps.ts'
import { openWorkspace } from './workspace.ts'

/** How a run ends, and the files of the version that it makes, if any. */
export type Outcome = { result: RunResult; manifest: Manifest | null }
type Built = { talk: Talk; summary: string }

/** plan → write → check for a new project, edit → check for a change; what a dead driver had done is not done again. */
export async function buildVersion(
  database: DatabaseClient,
  run: RunRow,
  journal: Journal,
  conversation: Conversation,
): Promise<Outcome> {
  const base = run.base_version === 0 ? {} : (await readManifest(database, run.project_id, run.base_version)).manifest
  const workspace = await openWorkspace(database, run.project_id, run.kind === 'generate' ? {} : base)
  const context = { journal, conversation, workspace, prompt: run.prompt }
  const { talk, summary } = run.kind === 'generate' ? await generate(database, run, context) : await edit(context)
  if (workspace.touched.size > 0) await timed(context, 'check', () => checkStep(context))
  const outcome = conclude(context, talk, summary)
  return run.kind === 'generate' && outcome.result.status === 'partial' ? keepBase(outcome, base) : outcome
}

async function generate(database: DatabaseClient, run: RunRow, context: StepContext): Promise<Built> {
  const done = await recoverRun(database, run, context.workspace)
  const plan = done.plan ?? (await timed(context, 'plan', () => planStep(context)))
  const talk = await timed(context, 'write', () => writeStep(context, plan))
  return { talk: { ...talk, message: `${plan.message}\n\n${talk.message}`.trim() }, summary: plan.title }
}

/** One call does it all, so there is no half of it to go on from. */
async function edit(context: StepContext): Promise<Built> {
  return { talk: await timed(context, 'write', () => editStep(context)), summary: context.prompt }
}

async function timed<T>({ conversation }: StepContext, step: string, work: () => Promise<T>): Promise<T> {
  const { log, meter, tracer } = conversation.telemetry
  const start = performance.now()
  try {
    return await tracer.span({ name: `step ${step}`, kind: 'internal' }, work)
  } finally {
    const ms = performance.now() - start
    meter.observe('samokoder_run_step_duration_seconds', { step }, ms / 1000)
    log('info', 'run step', { step, duration_ms: Math.round(ms) })
  }
}

/** An honest end: nothing made is a failure unless the model only had something to say; anything amiss is partial. */
function conclude({ workspace, conversation }: StepContext, talk: Talk, summary: string): Outcome {
  const failed = [...workspace.failed.values()]
  const changed = workspace.touched.size > 0
  const error = talk.error ?? (changed ? undefined : nothingMade(failed.length))
  const status = !changed ? 'failed' : error !== undefined || failed.length > 0 ? 'partial' : 'succeeded'
  return {
    result: {
      status,
      ...(error === undefined ? {} : { error_code: error.code, error_message: error.message }),
      failed_files: failed,
      usage: conversation.usage,
      summary: summary.slice(0, 200),
      message: talk.message,
    },
    manifest: changed ? workspace.manifest : null,
  }
}

function nothingMade(failures: number): { code: string; message: string } {
  return failures > 0
    ? { code: 'no_file_succeeded', message: 'No file could be made; failed_files says why.' }
    : { code: 'no_changes', message: 'The answer had no files.' }
}

/** A project that was not made anew as a whole keeps of the old one what can stand beside the new files. */
function keepBase({ result, manifest }: Outcome, base: Manifest): Outcome {
  if (manifest === null) return { result, manifest }
  const index = createPathIndex(Object.keys(manifest))
  const kept = Object.entries(base).filter(
    ([path]) => !Object.hasOwn(manifest, path) && index.conflict(path) === undefined,
  )
  const all = [...kept, ...Object.entries(manifest)]
  const sizeBytes = all.reduce((sum, [, file]) => sum + file.size_bytes, 0)
  const fits = all.length <= MAX_FILES && sizeBytes <= MAX_PROJECT_BYTES
  return { result, manifest: fits ? Object.fromEntries(all) : manifest }
}

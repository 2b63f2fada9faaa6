import type { RunError } from '../../errors.ts'
import { MAX_FILES, MAX_PROJECT_BYTES } from '../../services/stored-limits.ts'
import { createPathIndex } from '../../projects/paths.ts'
import type { FactData } from '../../runs/events.ts'
import type { Outcome, Pipeline, RunContext } from '../../runs/pipeline.ts'
import type { Manifest } from '../../services/database-types.ts'
import { conclude } from '../conclude.ts'
import { readBase } from '../read-base.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import { makePlan } from '../steps/make-plan.ts'
import { checkAndRepair } from '../steps/repair-files.ts'
import { joinMessages } from '../steps/ask-and-apply.ts'
import { writeFiles } from '../steps/write-files.ts'
import { openWorkspace } from '../workspace.ts'

/** plan → write → check → repair: the whole project is built anew. */
export const generate: Pipeline = { work, salvage }

async function work(context: RunContext): Promise<Outcome> {
  const plan = await makePlan(context)
  if ('refused' in plan) return { status: 'failed', error: plan.refused, message: plan.message }
  const workspace = openWorkspace(context.database, context.run.project_id, {})
  const written = await writeFiles(context, workspace, plan)
  const { message, verdict, error } = await checkAndRepair(context, workspace, { written, base: {} })
  const said = joinMessages([plan.message, written.message, message])
  const work = { summary: plan.title, message: said, base: {}, verdict, error: written.error ?? error }
  return keepBase(context, conclude(workspace, work))
}

/** The files that were closed, and what is missing of the plan. */
async function salvage(context: RunContext, error: RunError): Promise<Outcome> {
  const workspace = openWorkspace(context.database, context.run.project_id, {})
  restoreWorkspace(workspace, context.standingFacts)
  const fact = context.standingFacts.findLast(({ type }) => type === 'plan.ready')
  const plan = fact?.data as FactData['plan.ready'] | undefined
  for (const { path } of plan?.files ?? []) {
    if (workspace.files.has(path) || workspace.failed.has(path)) continue
    workspace.fail({ path, code: 'not_written', message: error.message })
  }
  return keepBase(context, conclude(workspace, { summary: plan?.title ?? '', message: '', base: {}, error }))
}

/** A project that was not made anew as a whole keeps of the old one what can stand beside the new files. */
async function keepBase(context: RunContext, outcome: Outcome): Promise<Outcome> {
  const { status, manifest } = outcome
  if (status !== 'partial' || !manifest) return outcome
  return { ...outcome, manifest: merge(await readBase(context), manifest) }
}

function merge(base: Manifest, manifest: Manifest): Manifest {
  const index = createPathIndex(Object.keys(manifest))
  const kept = Object.entries(base).filter(
    ([path]) => !Object.hasOwn(manifest, path) && index.conflict(path) === undefined,
  )
  const all = [...kept, ...Object.entries(manifest)]
  const sizeBytes = all.reduce((sum, [, file]) => sum + file.size_bytes, 0)
  return all.length <= MAX_FILES && sizeBytes <= MAX_PROJECT_BYTES ? Object.fromEntries(all) : manifest
}

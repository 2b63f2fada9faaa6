import type { RunError } from '../../errors.ts'
import type { FactData } from '../../runs/events.ts'
import type { Outcome, RunContext } from '../../runs/pipeline.ts'
import { conclude } from '../conclude.ts'
import { readBase } from '../read-base.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import { dropFiles } from '../steps/drop-files.ts'
import { makePlan } from '../steps/make-plan.ts'
import { checkAndRepair } from '../steps/repair-files.ts'
import { joinMessages } from '../steps/ask-and-apply.ts'
import { writeFiles } from '../steps/write-files.ts'
import type { WorkContext } from '../work-context.ts'
import { openWorkspace } from '../workspace.ts'

/** plan → write → check → repair: a whole project is built, on the files that are there. */
export const generate = { work, salvage }

async function work(context: WorkContext): Promise<Outcome> {
  const base = await readBase(context)
  const workspace = openWorkspace(context.database, context.run.project_id, base)
  const plan = await makePlan(context, workspace)
  if ('refused' in plan) return { status: 'failed', error: plan.refused, message: plan.message }
  const written = await writeFiles(context, workspace, plan)
  // Only what takes its place makes an old file needless.
  if (plan.files.every(({ path }) => workspace.files.has(path) && !workspace.failed.has(path))) {
    await dropFiles(context, workspace, plan.drops ?? [])
  }
  const { message, verdict, error } = await checkAndRepair(context, workspace, { written, base })
  const said = joinMessages([plan.message, written.message, message])
  return conclude(workspace, { summary: plan.title, message: said, base, verdict, error: written.error ?? error })
}

/** The files that were closed, and what is missing of the plan. */
async function salvage(context: RunContext, error: RunError): Promise<Outcome> {
  const base = await readBase(context)
  const workspace = openWorkspace(context.database, context.run.project_id, base)
  restoreWorkspace(workspace, context.standingFacts)
  const fact = context.standingFacts.findLast(({ type }) => type === 'plan.ready')
  const plan = fact?.data as FactData['plan.ready'] | undefined
  for (const { path } of plan?.files ?? []) {
    if (workspace.touched.has(path) || workspace.confirmed.has(path) || workspace.failed.has(path)) continue
    workspace.fail({ path, code: 'not_written', message: error.message })
  }
  return conclude(workspace, { summary: plan?.title ?? '', message: '', base, error })
}

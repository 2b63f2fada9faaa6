import type { Problem } from '../checks/problem.ts'
import { runError, type RunError } from '../errors.ts'
import type { Outcome, RunContext } from '../runs/pipeline.ts'
import type { Manifest } from '../services/database-types.ts'
import { conclude } from './conclude.ts'
import { readBase } from './read-base.ts'
import { restoreWorkspace } from './restore-workspace.ts'
import { joinMessages } from './steps/ask-and-apply.ts'
import { checkAndRepair } from './steps/repair-files.ts'
import type { Written } from './steps/write-files.ts'
import type { WorkContext } from './work-context.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

/** How a change of a project ends: checked, repaired, and with what is still wrong. */
export async function checkAndConclude(
  context: WorkContext,
  workspace: Workspace,
  { written, base, reported = [] }: { written: Written; base: Manifest; reported?: Problem[] },
): Promise<Outcome> {
  const { message, verdict, error } = await checkAndRepair(context, workspace, { written, base, reported })
  const isIncomplete = verdict.open.some(({ path }) => path === undefined)
  return conclude(workspace, {
    summary: context.run.prompt,
    message: joinMessages([written.message, message]),
    base,
    verdict,
    error: written.error ?? error ?? (isIncomplete ? runError('incomplete') : undefined),
  })
}

/** The changes of the last attempt, as far as it came. */
export async function salvageChange(context: RunContext, error: RunError): Promise<Outcome> {
  const { database, run, standingFacts } = context
  const base = await readBase(context)
  const workspace = openWorkspace(database, run.project_id, base)
  restoreWorkspace(workspace, standingFacts)
  return conclude(workspace, { summary: run.prompt, message: '', base, error })
}

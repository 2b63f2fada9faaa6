import { runError, type RunError } from '../../errors.ts'
import type { Outcome, RunContext } from '../../runs/pipeline.ts'
import { conclude } from '../conclude.ts'
import { readBase } from '../read-base.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import { editFiles } from '../steps/edit-files.ts'
import { checkAndRepair } from '../steps/repair-files.ts'
import { joinMessages } from '../steps/ask-and-apply.ts'
import type { WorkContext } from '../work-context.ts'
import { openWorkspace } from '../workspace.ts'

/** write → check → repair: the project is changed as the prompt asks. */
export const edit = { work, salvage }

async function work(context: WorkContext): Promise<Outcome> {
  const { database, run } = context
  const base = await readBase(context)
  const workspace = openWorkspace(database, run.project_id, base)
  const written = await editFiles(context, workspace)
  const { message, verdict } = await checkAndRepair(context, workspace, { written, base })
  const isIncomplete = verdict.open.some(({ path }) => path === undefined)
  return conclude(workspace, {
    summary: run.prompt,
    message: joinMessages([written.message, message]),
    base,
    verdict,
    error: written.error ?? (isIncomplete ? runError('incomplete') : undefined),
  })
}

/** The changes of the last attempt, as far as it came. */
async function salvage(context: RunContext, error: RunError): Promise<Outcome> {
  const { database, run, standingFacts } = context
  const base = await readBase(context)
  const workspace = openWorkspace(database, run.project_id, base)
  restoreWorkspace(workspace, standingFacts)
  return conclude(workspace, { summary: run.prompt, message: '', base, error })
}

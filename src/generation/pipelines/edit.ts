import type { RunError } from '../../errors.ts'
import type { Outcome, Pipeline, RunContext } from '../../runs/pipeline.ts'
import { conclude } from '../conclude.ts'
import { readBase } from '../read-base.ts'
import { restoreWorkspace } from '../restore-workspace.ts'
import { checkFiles } from '../steps/check-files.ts'
import { editFiles } from '../steps/edit-files.ts'
import { openWorkspace } from '../workspace.ts'

/** write → check: the project is changed as the prompt asks. */
export const edit: Pipeline = { work, salvage }

async function work(context: RunContext): Promise<Outcome> {
  const { database, run } = context
  const workspace = openWorkspace(database, run.project_id, await readBase(context))
  const said = await editFiles(context, workspace)
  if (workspace.touched.size > 0) await checkFiles(context, workspace)
  return conclude(workspace, { summary: run.prompt, ...said })
}

/** The changes of the last attempt, as far as it came. */
async function salvage(context: RunContext, error: RunError): Promise<Outcome> {
  const { database, run, standingFacts } = context
  const workspace = openWorkspace(database, run.project_id, await readBase(context))
  restoreWorkspace(workspace, standingFacts)
  return conclude(workspace, { summary: run.prompt, message: '', error })
}

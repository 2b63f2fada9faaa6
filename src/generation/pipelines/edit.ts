import { runError } from '../../errors.ts'
import type { Outcome } from '../../runs/pipeline.ts'
import type { Manifest } from '../../services/database-types.ts'
import { checkAndConclude, salvageChange } from '../check-and-conclude.ts'
import { editMessages } from '../prompts.ts'
import { readBase } from '../read-base.ts'
import { readReported } from '../steps/read-reported.ts'
import { editFiles } from '../steps/edit-files.ts'
import type { WorkContext } from '../work-context.ts'
import { openWorkspace, type Workspace } from '../workspace.ts'

/** write → check → repair, or repair alone of what the opened page has reported: the project is changed as the prompt asks. */
export const edit = { work, salvage: salvageChange }

async function work(context: WorkContext): Promise<Outcome> {
  const { database, run } = context
  const base = await readBase(context)
  const workspace = openWorkspace(database, run.project_id, base)
  if (run.options.repair === true) return mendReported(context, workspace, base)
  const written = await editFiles(context, workspace, {
    open: async () => {
      const { prompt } = await context.asked()
      return (shown) => editMessages({ prompt, ...shown })
    },
    isTalk: false,
    mayChange: true,
  })
  return checkAndConclude(context, workspace, { written, base })
}

async function mendReported(context: WorkContext, workspace: Workspace, base: Manifest): Promise<Outcome> {
  const reported = await readReported(context)
  if (reported.length === 0) {
    return { status: 'failed', error: runError('no_changes', 'No opened page of the head has reported anything.') }
  }
  return checkAndConclude(context, workspace, { written: { message: '', findings: [] }, base, reported })
}

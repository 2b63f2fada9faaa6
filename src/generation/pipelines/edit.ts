import type { Outcome } from '../../runs/pipeline.ts'
import { checkAndConclude, salvageChange } from '../check-and-conclude.ts'
import { editMessages } from '../prompts.ts'
import { readBase } from '../read-base.ts'
import { editFiles } from '../steps/edit-files.ts'
import type { WorkContext } from '../work-context.ts'
import { openWorkspace } from '../workspace.ts'

/** write → check → repair: the project is changed as the prompt asks. */
export const edit = { work, salvage: salvageChange }

async function work(context: WorkContext): Promise<Outcome> {
  const { database, run } = context
  const base = await readBase(context)
  const workspace = openWorkspace(database, run.project_id, base)
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

import { checkProject } from '../../checks/check-project.ts'
import type { FactData } from '../../runs/events.ts'
import type { RunContext } from '../../runs/pipeline.ts'
import type { Workspace } from '../workspace.ts'

/** Most problems that an event tells. */
const MOST_TOLD = 100

/** Checks the whole project without running it; a file with a problem counts as failed, though it is kept. */
export async function checkFiles(context: RunContext, workspace: Workspace): Promise<void> {
  const problems = await context.step('check', async ({ conclude }) => {
    await workspace.load()
    const found = checkProject(workspace.contents, workspace.files.keys())
    const data: FactData['check.completed'] = {
      files_checked: workspace.contents.size,
      problems: found.slice(0, MOST_TOLD),
    }
    conclude({ type: 'check.completed', data })
    return found
  })
  for (const { path, code, message, line } of problems) {
    if (workspace.failed.has(path)) continue
    workspace.fail({ path, code, message: line === undefined ? message : `Line ${line}: ${message}` })
  }
}

import { checkProject } from '../../checks/check-project.ts'
import { createCheckMemory, type CheckMemory } from '../../checks/memory.ts'
import type { FactData } from '../../runs/events.ts'
import type { RunContext } from '../../runs/pipeline.ts'
import type { Workspace } from '../workspace.ts'

/** Most problems that an event tells. */
const MOST_TOLD = 100

/** What the checks of a workspace have found out: the next one reads only what has changed. */
const memories = new WeakMap<Workspace, CheckMemory>()

/** Checks the whole project without running it; a file with a problem counts as failed, though it is kept. */
export async function checkFiles(context: RunContext, workspace: Workspace): Promise<void> {
  const problems = await context.step('check', async ({ conclude }) => {
    await workspace.load()
    const memory = memories.get(workspace) ?? createCheckMemory()
    memories.set(workspace, memory)
    const check = await checkProject(workspace.contents, workspace.files.keys(), undefined, memory)
    const data: FactData['check.completed'] = {
      files_checked: check.checkedFiles,
      files_not_checked: check.omissions.slice(0, MOST_TOLD),
      problems: check.problems.slice(0, MOST_TOLD),
    }
    conclude({ type: 'check.completed', data })
    return check.problems
  })
  for (const { path, code, message, line } of problems) {
    if (workspace.failed.has(path)) continue
    workspace.fail({ path, code, message: line === undefined ? message : `Line ${line}: ${message}` })
  }
}

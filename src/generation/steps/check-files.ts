import { checkProject } from '../../checks/check-project.ts'
import { createCheckMemory, type CheckMemory } from '../../checks/memory.ts'
import type { Problem } from '../../checks/problem.ts'
import type { FactData } from '../../runs/events.ts'
import type { RunContext } from '../../runs/pipeline.ts'
import type { Manifest } from '../../services/database-types.ts'
import { keyOfFinding } from '../findings.ts'
import { openWorkspace, type Workspace } from '../workspace.ts'

/** Most problems that an event tells. */
const MOST_TOLD = 100

/** What the checks of a workspace have found out: the next one reads only what has changed. */
const memories = new WeakMap<Workspace, CheckMemory>()

/** Checks the whole project without running it. Gives the problems that were not there before, in `base`. */
export function checkFiles(context: RunContext, workspace: Workspace, base: Manifest): Promise<Problem[]> {
  return context.step('check', async ({ conclude }) => {
    await workspace.load()
    const memory = memories.get(workspace) ?? createCheckMemory()
    memories.set(workspace, memory)
    const check = await checkProject(workspace.contents, workspace.files.keys(), undefined, memory)
    const known = check.problems.length === 0 ? [] : await problemsOf(context, base, memory)
    const fresh = withoutThose(check.problems, known)
    const fromBefore = check.problems.length - fresh.length
    const data: FactData['check.completed'] = {
      files_checked: check.checkedFiles,
      files_not_checked: check.omissions.slice(0, MOST_TOLD),
      problems: fresh.slice(0, MOST_TOLD),
      ...(fromBefore === 0 ? {} : { problems_from_before: fromBefore }),
    }
    conclude({ type: 'check.completed', data })
    return fresh
  })
}

/** The problems of the project before the run. */
async function problemsOf(context: RunContext, base: Manifest, memory: CheckMemory): Promise<Problem[]> {
  if (Object.keys(base).length === 0) return []
  const before = openWorkspace(context.database, context.run.project_id, base)
  await before.load()
  return (await checkProject(before.contents, before.files.keys(), undefined, memory)).problems
}

/** Problems move to other lines as a file changes, so that they are told by what they say, as often as they say it. */
function withoutThose(problems: readonly Problem[], known: readonly Problem[]): Problem[] {
  const left = new Map<string, number>()
  for (const problem of known) left.set(keyOfFinding(problem), (left.get(keyOfFinding(problem)) ?? 0) + 1)
  return problems.filter((problem) => {
    const key = keyOfFinding(problem)
    const count = left.get(key) ?? 0
    left.set(key, count - 1)
    return count <= 0
  })
}

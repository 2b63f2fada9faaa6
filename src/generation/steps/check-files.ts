import { checkProject } from '../../checks/check-project.ts'
import { createCheckMemory, type CheckMemory } from '../../checks/memory.ts'
import type { Omission, Problem } from '../../checks/problem.ts'
import type { FactData } from '../../runs/events.ts'
import type { RunContext } from '../../runs/pipeline.ts'
import type { Manifest } from '../../services/database-types.ts'
import { keyOfFinding } from '../findings.ts'
import { openWorkspace, type Workspace } from '../workspace.ts'

/** Most problems that an event tells. */
const MOST_TOLD = 100

/** Checks the whole project without running it. Gives the problems that were not there before the run. */
export type Check = () => Promise<Problem[]>

/** A check for a workspace that began as `base`. The next one reads only what has changed since. */
export function createCheck(context: RunContext, workspace: Workspace, base: Manifest): Check {
  const memory = createCheckMemory()
  let before: Problem[] | undefined

  const check: Check = () =>
    context.step('check', async ({ conclude }) => {
      await workspace.load()
      const { checkedFiles, omissions, problems } = await checkProject(
        workspace.contents,
        workspace.files.keys(),
        undefined,
        memory,
      )
      if (problems.length > 0) before ??= await problemsOf(context, base, memory)
      const fresh = withoutThose(problems, before ?? [])
      const fromBefore = problems.length - fresh.length
      const data: FactData['check.completed'] = {
        files_checked: checkedFiles,
        files_not_checked: omissions.slice(0, MOST_TOLD),
        omissions: countByReason(omissions),
        problems: fresh.slice(0, MOST_TOLD),
        problem_count: fresh.length,
        ...(fromBefore === 0 ? {} : { problems_from_before: fromBefore }),
      }
      conclude({ type: 'check.completed', data })
      return fresh
    })

  // What was not touched has the problems that it had.
  return async () => (workspace.touched.size === 0 ? [] : check())
}

function countByReason(omissions: readonly Omission[]): { reason: Omission['reason']; files: number }[] {
  const counts = new Map<Omission['reason'], number>()
  for (const { reason } of omissions) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, files]) => ({ reason, files }))
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

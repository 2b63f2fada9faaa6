import type { Problem } from '../../checks/problem.ts'
import type { Manifest } from '../../services/database-types.ts'
import type { WorkContext } from '../work-context.ts'
import { haveSameContents, type Workspace } from '../workspace.ts'
import { createCheck, type Check } from './check-files.ts'
import { createLook } from './look-at-files.ts'

type Inspected = {
  /** What the workspace began with. */
  base: Manifest
  /** What the page of the base has told of itself: it holds until something is changed. */
  reported: readonly Problem[]
}

/** Checks the project, and opens it once the check finds nothing, for what only a browser can tell. */
export function createInspection(context: WorkContext, workspace: Workspace, { base, reported }: Inspected): Check {
  const check = createCheck(context, workspace, base)
  const look = createLook(context, workspace)
  const before = new Map(Object.entries(base))
  return async () => {
    if (haveSameContents(workspace.files, before)) return [...(await check()), ...reported]
    const problems = await check()
    return problems.length > 0 ? problems : look()
  }
}

import type { EvalCase } from './case.ts'
import { APPS } from './suite/apps.ts'
import { EDITS } from './suite/edits.ts'
import { REPAIRS } from './suite/repairs.ts'

export const SUITE: readonly EvalCase[] = [...APPS, ...EDITS, ...REPAIRS]

/** The cases whose name or group is one of these, or begins with one; all of them when nothing is said. */
export function chooseCases(only: readonly string[] | undefined): EvalCase[] {
  if (only === undefined) return [...SUITE]
  return SUITE.filter(({ name, group }) => only.some((wanted) => group === wanted || name.startsWith(wanted)))
}

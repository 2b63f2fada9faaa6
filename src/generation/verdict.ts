import type { Problem } from '../checks/problem.ts'
import type { FileCode } from '../errors.ts'
import type { Finding } from './findings.ts'
import type { Snapshot, Workspace } from './workspace.ts'

/** What the work has come to at some point, and what is wrong with it then. */
export type Verdict = {
  state: Snapshot
  /** What answers have left. */
  open: Finding[]
  /** What the check has found. */
  problems: Problem[]
}

/** A file that was asked for more than once and did not come will not come by asking once more. */
const NOT_WORTH_A_CALL: ReadonlySet<FileCode> = new Set(['not_written', 'no_room'])

export function judge(workspace: Workspace, findings: readonly Finding[], problems: Problem[]): Verdict {
  const pathless = findings.filter(({ path }) => path === undefined)
  const open = [...workspace.failed.values()].map((failure): Finding => {
    return findings.findLast(({ path, code }) => path === failure.path && code === failure.code) ?? failure
  })
  return { state: workspace.snapshot(), open: [...open, ...pathless], problems }
}

export function findingsOf({ open, problems }: Verdict): Finding[] {
  return [...open, ...problems]
}

/** Whether something is wrong that the model may put right when it is told. */
export function isWorthRepair(verdict: Verdict): boolean {
  return findingsOf(verdict).some(({ code }) => !NOT_WORTH_A_CALL.has(code))
}

/** The fewer things are wrong, the better. */
export function isBetter(a: Verdict, b: Verdict): boolean {
  return findingsOf(a).length < findingsOf(b).length
}

/** Faults of an answer about a path where no file is: another path may be the right one. */
const OF_NO_FILE: ReadonlySet<FileCode> = new Set(['edit_not_applied', 'no_such_file', 'bad_path'])

/**
 * Takes what was wrong about paths of no file for settled, once the model has changed something after it was told, unless
 * it repeats it.
 */
export function settleLostPaths(workspace: Workspace, repeated: ReadonlySet<string | undefined>): void {
  for (const { path, code } of workspace.failed.values()) {
    if (OF_NO_FILE.has(code) && !workspace.files.has(path) && !repeated.has(path)) workspace.settle(path)
  }
}

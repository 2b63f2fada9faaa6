import { runError, type RunError } from '../errors.ts'
import type { Outcome } from '../runs/pipeline.ts'
import type { FailedFile, Manifest } from '../services/database-types.ts'
import type { Verdict } from './verdict.ts'
import { haveSameContents, type Workspace } from './workspace.ts'

type Work = {
  summary: string
  message: string
  /** What the workspace began with. */
  base: Manifest
  /** What is wrong with the files; without it, nothing is known but what the workspace says. */
  verdict?: Verdict
  /** Why the work stopped early, if it did. */
  error?: RunError | undefined
}

/** An honest end: nothing made is a failure, whatever the model had to say; anything amiss is partial. */
export function conclude(workspace: Workspace, { summary, message, base, verdict, error }: Work): Outcome {
  const failedFiles = failuresOf(workspace, verdict)
  const changed = workspace.touched.size > 0 && !haveSameContents(workspace.files, new Map(Object.entries(base)))
  const reason = error ?? (changed ? undefined : nothingMade(failedFiles.length))
  const status = !changed ? 'failed' : reason !== undefined || failedFiles.length > 0 ? 'partial' : 'succeeded'
  return {
    status,
    ...(reason === undefined ? {} : { error: reason }),
    failedFiles,
    summary: summary.slice(0, 200),
    message,
    manifest: changed ? workspace.manifest() : null,
  }
}

/** One failure for a file: what the answer did wrong, or else the first problem that the check has found. */
function failuresOf(workspace: Workspace, verdict: Verdict | undefined): FailedFile[] {
  const failures = new Map(workspace.failed)
  for (const { path, code, message, line } of verdict?.problems ?? []) {
    if (failures.has(path)) continue
    failures.set(path, { path, code, message: line === undefined ? message : `Line ${line}: ${message}` })
  }
  return [...failures.values()]
}

function nothingMade(failures: number): RunError {
  return runError(failures > 0 ? 'no_file_succeeded' : 'no_changes')
}

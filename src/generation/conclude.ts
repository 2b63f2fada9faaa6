import { runError, type RunError } from '../errors.ts'
import type { Outcome } from '../runs/pipeline.ts'
import type { Workspace } from './workspace.ts'

type Work = {
  summary: string
  message: string
  /** Why the work stopped early, if it did. */
  error?: RunError | undefined
}

/** An honest end: nothing made is a failure, whatever the model had to say; anything amiss is partial. */
export function conclude(workspace: Workspace, { summary, message, error }: Work): Outcome {
  const failedFiles = [...workspace.failed.values()]
  const changed = workspace.touched.size > 0
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

function nothingMade(failures: number): RunError {
  return runError(failures > 0 ? 'no_file_succeeded' : 'no_changes')
}

import type { FactData } from '../runs/events.ts'
import type { StoredFact } from '../runs/history.ts'
import type { Workspace } from './workspace.ts'

/** Does to the workspace what the facts tell, in order. Contents are read by the next `load`. */
export function restoreWorkspace(workspace: Workspace, facts: readonly StoredFact[]): void {
  for (const { type, data } of facts) RESTORE[type]?.(workspace, data)
}

// Facts have the shapes of the union, in which they were stored.
const RESTORE: Record<string, (workspace: Workspace, data: unknown) => void> = {
  'file.completed': (workspace, data) => {
    const { path, hash, size_bytes } = data as FactData['file.completed']
    workspace.putStored(path, { hash, size_bytes })
  },
  'file.deleted': (workspace, data) => workspace.remove((data as FactData['file.deleted']).path),
  'file.renamed': (workspace, data) => {
    const { from, to } = data as FactData['file.renamed']
    workspace.rename(from, to)
  },
  'file.unchanged': (workspace, data) => workspace.confirm((data as FactData['file.unchanged']).path),
  'file.failed': (workspace, data) => workspace.fail(data as FactData['file.failed']),
}

import { AppError } from '../../errors.ts'
import { readManifest } from '../../projects/manifest.ts'
import { readVersion } from '../../projects/versions.ts'
import type { RunContext } from '../../runs/pipeline.ts'
import type { Workspace } from '../workspace.ts'

/** The files that the version before the run has changed. @throws {AppError} */
export async function readRecentChanges(
  { database, run }: Pick<RunContext, 'database' | 'run'>,
  { files }: Pick<Workspace, 'files'>,
): Promise<ReadonlySet<string>> {
  if (run.base_version === 0) return new Set()
  try {
    const { parents } = await readVersion(database, run.project_id, run.base_version)
    const [before] = parents
    if (before === undefined) return new Set()
    const { manifest } = await readManifest(database, run.project_id, before)
    const changed = [...files].filter(([path, { hash }]) => manifest[path]?.hash !== hash)
    return new Set(changed.map(([path]) => path))
  } catch (error) {
    // An older version need not be there any more.
    if (error instanceof AppError && error.code === 'not_found') return new Set()
    throw error
  }
}

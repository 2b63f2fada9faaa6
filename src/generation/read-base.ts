import { readManifest } from '../projects/manifest.ts'
import type { RunContext } from '../runs/pipeline.ts'
import type { Manifest } from '../services/database-types.ts'

/** The files of the project as they were when the run was made. @throws {AppError} */
export async function readBase({ database, run }: RunContext): Promise<Manifest> {
  if (run.base_version === 0) return {}
  return (await readManifest(database, run.project_id, run.base_version)).manifest
}

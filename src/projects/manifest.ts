import { AppError } from '../errors.ts'
import type { Manifest } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'

/** A path's entry; a file may be called `constructor`, so inherited properties must not answer. */
export function entryOf(manifest: Manifest, path: string): Manifest[string] | undefined {
  return Object.hasOwn(manifest, path) ? manifest[path] : undefined
}

/** Manifest of a version, or of the head. @throws {AppError} not_found */
export async function readManifest(database: DatabaseClient, projectId: string, version?: number) {
  const rows = rowsOf(await database.rpc('read_manifest', { p_project: projectId, p_version: version ?? null }))
  const [row] = rows
  if (row === undefined) throw new AppError('not_found')
  return row
}

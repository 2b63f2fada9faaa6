import { AppError } from '../errors.ts'
import type { Blob, Manifest } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'

/** A path's entry; a file may be called `constructor`, so inherited properties must not answer. */
export function entryOf(manifest: Manifest, path: string): Manifest[string] | undefined {
  return Object.hasOwn(manifest, path) ? manifest[path] : undefined
}

/** What a manifest says of a file with this content. */
export function entryFor({ hash, size_bytes }: Blob): Manifest[string] {
  return { hash, size_bytes }
}

/** The bytes of all files together. */
export function sizeOf(entries: Iterable<Manifest[string]>): number {
  let sizeBytes = 0
  for (const { size_bytes } of entries) sizeBytes += size_bytes
  return sizeBytes
}

/** Manifest of a version, or of the head. @throws {AppError} not_found */
export async function readManifest(database: DatabaseClient, projectId: string, version?: number) {
  const rows = rowsOf(await database.rpc('read_manifest', { p_project: projectId, p_version: version ?? null }))
  const [row] = rows
  if (row === undefined) throw new AppError('not_found')
  return row
}

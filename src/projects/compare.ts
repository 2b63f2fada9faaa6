import * as z from 'zod'
import type { Manifest } from '../services/database-types.ts'
import type { DatabaseClient } from '../services/supabase.ts'
import { readFiles } from './blobs.ts'
import { diffManifests, unifiedDiff } from './diff.ts'
import { readManifest } from './files.ts'
import { entryOf } from './manifest.ts'

export const diffSchema = z.strictObject({
  from: z.int(),
  to: z.int(),
  files: z.array(
    z.strictObject({
      path: z.string(),
      status: z.enum(['added', 'removed', 'changed', 'renamed']),
      old_path: z.string().optional().meta({ description: 'Where a renamed file was.' }),
      patch: z.string().meta({ description: 'Unified diff; empty for a file that only moved.' }),
    }),
  ),
})

/** What changed between two versions, file by file in path order. */
export async function compareVersions(
  database: DatabaseClient,
  projectId: string,
  from: number,
  to: number,
): Promise<z.infer<typeof diffSchema>> {
  const [before, after] = await Promise.all([
    readManifest(database, projectId, from),
    readManifest(database, projectId, to),
  ])
  const { added, removed, changed, renamed } = diffManifests(before.manifest, after.manifest)
  const [old, fresh] = await Promise.all([
    readContents(database, projectId, before.manifest, [...removed, ...changed]),
    readContents(database, projectId, after.manifest, [...added, ...changed]),
  ])
  const patched = (status: 'added' | 'removed' | 'changed') => (path: string) => ({
    path,
    status,
    patch: unifiedDiff(path, old.get(path), fresh.get(path)),
  })
  const files = [
    ...added.map(patched('added')),
    ...removed.map(patched('removed')),
    ...changed.map(patched('changed')),
    ...renamed.map((pair) => ({ path: pair.to, status: 'renamed' as const, old_path: pair.from, patch: '' })),
  ]
  return { from, to, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) }
}

async function readContents(database: DatabaseClient, projectId: string, manifest: Manifest, paths: string[]) {
  const wanted = Object.fromEntries(
    paths.flatMap((path) => {
      const entry = entryOf(manifest, path)
      return entry === undefined ? [] : [[path, entry]]
    }),
  )
  const contents = new Map<string, Uint8Array>()
  for await (const { path, content } of readFiles(database, projectId, wanted)) contents.set(path, content)
  return contents
}

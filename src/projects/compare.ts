import * as z from 'zod'
import type { Manifest } from '../services/database-types.ts'
import type { DatabaseClient } from '../services/supabase.ts'
import { attemptPart, createWork, type Work } from '../work.ts'
import { readFiles } from './blobs.ts'
import { readManifest } from './manifest.ts'
import { diffManifests } from './manifest-diff.ts'
import { entryOf } from './manifest.ts'
import { unifiedDiff } from './unified-diff.ts'

export const diffSchema = z.strictObject({
  from: z.int(),
  to: z.int(),
  files: z.array(
    z.strictObject({
      path: z.string(),
      status: z.enum(['added', 'removed', 'changed', 'renamed']),
      old_path: z.string().optional().meta({ description: 'Where a renamed file was.' }),
      patch: z
        .string()
        .meta({ description: 'Unified diff; empty for a file that only moved, or is too large to compare.' }),
      too_large: z.literal(true).optional().meta({
        description: 'Too large to compare in one answer together with the files before it: read both versions of it.',
      }),
    }),
  ),
})

type FileDiff = z.infer<typeof diffSchema>['files'][number]

/** About a second of one core for all files of a comparison. */
const MAX_UNITS = 800_000

/** For the patches of an answer together. */
const MAX_PATCH_CHARS = 4 * 1024 * 1024

/** At most, in UTF-8 to UTF-16: what is added or removed stands in the patch. */
const BYTES_PER_CHAR = 3

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
  const withStatus = (status: 'added' | 'removed' | 'changed') => (path: string) => ({ path, status })
  const differing = [
    ...added.map(withStatus('added')),
    ...removed.map(withStatus('removed')),
    ...changed.map(withStatus('changed')),
  ]
  const files = await comparePaths(differing.toSorted(byPath), old, fresh, createWork({ limit: MAX_UNITS }))
  const moved = renamed.map((pair) => ({ path: pair.to, status: 'renamed' as const, old_path: pair.from, patch: '' }))
  return { from, to, files: [...files, ...moved].toSorted(byPath) }
}

type Contents = ReadonlyMap<string, Uint8Array>

/** A file that is too large leaves half of the work, and the rest of the answer, to those after it. */
export async function comparePaths(
  paths: Pick<FileDiff, 'path' | 'status'>[],
  old: Contents,
  fresh: Contents,
  work: Work,
): Promise<FileDiff[]> {
  const files: FileDiff[] = []
  let charsLeft = MAX_PATCH_CHARS
  for (const file of paths) {
    const [before, after] = [old.get(file.path), fresh.get(file.path)]
    const isHopeless = Math.abs((before?.length ?? 0) - (after?.length ?? 0)) > BYTES_PER_CHAR * charsLeft
    const patch = isHopeless
      ? undefined
      : await attemptPart(work, (part) => unifiedDiff(file.path, before, after, part))
    const fits = patch !== undefined && patch.length <= charsLeft
    if (fits) charsLeft -= patch.length
    files.push(fits ? { ...file, patch } : { ...file, patch: '', too_large: true })
  }
  return files
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1
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

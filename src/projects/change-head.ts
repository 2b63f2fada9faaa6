import { AppError } from '../errors.ts'
import type { Blob, Manifest, VersionRow } from '../services/database-types.ts'
import { callWithBlobs } from '../services/call-with-blobs.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { pause } from '../timing.ts'
import { createWork } from '../work.ts'
import { entryOf, readManifest } from './manifest.ts'

/** What the caller's `If-Match` and `If-None-Match` say. */
export type Precondition = { ifMatch?: string | undefined; ifNoneMatch?: string | undefined }

/** The next version. */
export type Change = { manifest: Manifest; blobs: Blob[]; summary: string }

/** A write that loses the race for the head is tried on the new head, so often in all. */
const COMMIT_ATTEMPTS = 12
/** The longest pause before the first of these, in milliseconds; each later one may be twice as long, up to the last. */
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1000

/**
 * Commits what `change` makes of the head. When another writer came first, the database merges both, unless they write the
 * same file or the caller has made conditions: then it is done again on the new head, of which they may not be true any more.
 * The conditions are about the file at `path`, or about the list of files.
 */
export async function changeHead<C extends Change>(
  database: DatabaseClient,
  projectId: string,
  { path, ...precondition }: Precondition & { path?: string },
  change: (manifest: Manifest) => C,
): Promise<Omit<C, keyof Change> & { version: VersionRow }> {
  for (let attempt = 1; ; attempt += 1) {
    const head = await readManifest(database, projectId)
    requireMatch(precondition, path === undefined ? undefined : entryOf(head.manifest, path)?.hash, head.version)
    const work = createWork()
    const { manifest, blobs, summary, ...rest } = change(head.manifest)
    // To compare a thousand paths takes a slice, and so does to write a megabyte as JSON.
    if (work.isOver()) await work.pause()
    try {
      const version = rowsOf(
        await callWithBlobs(database, 'commit_version', {
          p_project: projectId,
          p_expected_head: head.version,
          p_manifest: manifest,
          p_blobs: blobs,
          p_origin: 'write',
          p_summary: summary,
          p_merge: precondition.ifMatch === undefined && precondition.ifNoneMatch === undefined,
        }),
      )
      return { ...rest, version }
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'head_moved') || attempt === COMMIT_ATTEMPTS) throw error
    }
    await pause(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1)))
  }
}

/** ETag of a file is its hash; that of a file list is `v` and the version. If-Match may name either. */
function requireMatch(precondition: Precondition, hash: string | undefined, version: number): void {
  const { ifMatch, ifNoneMatch } = precondition
  if (ifMatch !== undefined) {
    const tags = entityTags(ifMatch)
    const matches = hash !== undefined && (tags.includes('*') || tags.includes(hash))
    const holds = matches || tags.includes(`v${version}`)
    if (!holds) throw new AppError('precondition_failed')
  }
  if (ifNoneMatch !== undefined) {
    const tags = entityTags(ifNoneMatch)
    if (hash !== undefined && (tags.includes('*') || tags.includes(hash))) throw new AppError('precondition_failed')
  }
}

function entityTags(header: string): string[] {
  return header.split(',').map((tag) => tag.trim().replace(/^"(.*)"$/, '$1'))
}

import { AppError } from '../errors.ts'
import type { Blob, Manifest, VersionRow } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { decodeBlob, encodeBlob } from './blobs.ts'
import { MAX_FILE_BYTES, MAX_FILES, MAX_PROJECT_BYTES } from '../services/stored-limits.ts'
import { pause } from '../timing.ts'
import { entryOf } from './manifest.ts'
import { findPathConflict, normalizePath } from './paths.ts'

export type Precondition = { ifMatch: string | undefined; ifNoneMatch: string | undefined }

/** A write that loses the race for the head is tried on the new head, so often in all. */
const COMMIT_ATTEMPTS = 12
/** The longest pause before the first of these, in milliseconds; each later one may be twice as long, up to the last. */
const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 1000

/** Manifest of a version, or of the head. @throws {AppError} not_found */
export async function readManifest(database: DatabaseClient, projectId: string, version?: number) {
  const rows = rowsOf(await database.rpc('read_manifest', { p_project: projectId, p_version: version ?? null }))
  const [row] = rows
  if (row === undefined) throw new AppError('not_found')
  return row
}

/** One file of a version, or of the head. @throws {AppError} not_found */
export async function readFile(database: DatabaseClient, projectId: string, rawPath: string, version?: number) {
  const path = safePath(rawPath)
  const rows = rowsOf(
    await database.rpc('read_file', { p_project: projectId, p_path: path, p_version: version ?? null }),
  )
  const [row] = rows
  if (row === undefined) throw new AppError('not_found')
  return { version: row.version, path, hash: row.hash, sizeBytes: row.size_bytes, content: decodeBlob(row) }
}

/** Writes one file as a new version; `created` tells whether the path is new. */
export async function writeFile(
  database: DatabaseClient,
  projectId: string,
  rawPath: string,
  bytes: Uint8Array,
  precondition: Precondition,
) {
  const path = safePath(rawPath)
  if (bytes.byteLength > MAX_FILE_BYTES) {
    throw new AppError('payload_too_large', { message: `A file has at most ${MAX_FILE_BYTES} bytes.` })
  }
  const blob = await encodeBlob(bytes)
  return changeHead(database, projectId, path, precondition, (manifest) => {
    const created = entryOf(manifest, path) === undefined
    const next = { ...manifest, [path]: { hash: blob.hash, size_bytes: blob.size_bytes } }
    requireRoom(next, path)
    return { manifest: next, blobs: [blob], summary: `${created ? 'Add' : 'Change'} ${path}`, created }
  })
}

/** Deletes one file as a new version. @throws {AppError} not_found */
export async function deleteFile(
  database: DatabaseClient,
  projectId: string,
  rawPath: string,
  precondition: Precondition,
) {
  const path = safePath(rawPath)
  return changeHead(database, projectId, path, precondition, (manifest) => {
    if (entryOf(manifest, path) === undefined) throw new AppError('not_found')
    const { [path]: _, ...rest } = manifest
    return { manifest: rest, blobs: [], summary: `Delete ${path}`, created: false }
  })
}

type Change = { manifest: Manifest; blobs: Blob[]; summary: string; created: boolean }

/**
 * Commits what `change` makes of the head. When another writer came first, the database merges both, unless they write the
 * same file or the caller has made conditions: then it is done again on the new head, of which they may not be true any more.
 */
async function changeHead(
  database: DatabaseClient,
  projectId: string,
  path: string,
  precondition: Precondition,
  change: (manifest: Manifest) => Change,
): Promise<{ version: VersionRow; created: boolean }> {
  for (let attempt = 1; ; attempt += 1) {
    const head = await readManifest(database, projectId)
    requireMatch(precondition, entryOf(head.manifest, path)?.hash, head.version)
    const next = change(head.manifest)
    try {
      const version = rowsOf(
        await database.rpc('commit_version', {
          p_project: projectId,
          p_expected_head: head.version,
          p_manifest: next.manifest,
          p_blobs: next.blobs,
          p_origin: 'write',
          p_summary: next.summary,
          p_merge: precondition.ifMatch === undefined && precondition.ifNoneMatch === undefined,
        }),
      )
      return { version, created: next.created }
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

function safePath(raw: string): string {
  const result = normalizePath(raw)
  if (!result.ok) {
    throw new AppError('bad_request', { details: [{ path: ['params', 'path'], message: result.reason }] })
  }
  return result.path
}

function requireRoom(manifest: Manifest, path: string): void {
  const refuse = (message: string): never => {
    throw new AppError('bad_request', { details: [{ path: ['params', 'path'], message }] })
  }
  const others = Object.keys(manifest).filter((other) => other !== path)
  const conflict = findPathConflict(path, others)
  if (conflict !== undefined) refuse(`conflicts with ${conflict}`)
  if (others.length >= MAX_FILES) refuse(`a project holds at most ${MAX_FILES} files`)
  const sizeBytes = Object.values(manifest).reduce((sum, file) => sum + file.size_bytes, 0)
  if (sizeBytes > MAX_PROJECT_BYTES)
    throw new AppError('payload_too_large', { message: 'The project would be too large.' })
}

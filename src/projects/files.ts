import { AppError } from '../errors.ts'
import type { Manifest } from '../services/database-types.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { changeHead, type Precondition } from './change-head.ts'
import { decodeBlob, encodeBlob } from './blobs.ts'
import { MAX_FILE_BYTES, MAX_FILES, MAX_PROJECT_BYTES } from '../services/stored-limits.ts'
import { entryFor, entryOf, sizeOf } from './manifest.ts'
import { findPathConflict, normalizePath } from './paths.ts'

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
  return changeHead(database, projectId, { path, ...precondition }, (manifest) => {
    const created = entryOf(manifest, path) === undefined
    const next = { ...manifest, [path]: entryFor(blob) }
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
  return changeHead(database, projectId, { path, ...precondition }, (manifest) => {
    if (entryOf(manifest, path) === undefined) throw new AppError('not_found')
    const { [path]: _, ...rest } = manifest
    return { manifest: rest, blobs: [], summary: `Delete ${path}` }
  })
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
  if (sizeOf(Object.values(manifest)) > MAX_PROJECT_BYTES)
    throw new AppError('payload_too_large', { message: 'The project would be too large.' })
}

import { decodeBlob, readFiles } from '../projects/blobs.ts'
import { MAX_FILES, MAX_PROJECT_BYTES } from '../projects/limits.ts'
import { entryOf } from '../projects/manifest.ts'
import { findPathConflict } from '../projects/paths.ts'
import type { Blob, FailedFile, Manifest } from '../services/database-types.ts'
import type { DatabaseClient } from '../services/supabase.ts'

/** The state of the files while a run works on them, and what became of each. Nothing of it is stored from here. */
export type Workspace = {
  manifest: Manifest
  /** Contents of the files in the manifest that are text. */
  contents: Map<string, string>
  /** Paths that this run has written, deleted or renamed. */
  touched: Set<string>
  failed: Map<string, FailedFile>
}

export async function openWorkspace(database: DatabaseClient, projectId: string, base: Manifest): Promise<Workspace> {
  const contents = new Map<string, string>()
  for await (const { path, content } of readFiles(database, projectId, base)) {
    const text = asText(content)
    if (text !== undefined) contents.set(path, text)
  }
  return { manifest: { ...base }, contents, touched: new Set(), failed: new Map() }
}

export function putFile(workspace: Workspace, path: string, blob: Blob): void {
  workspace.manifest = { ...workspace.manifest, [path]: { hash: blob.hash, size_bytes: blob.size_bytes } }
  const text = asText(decodeBlob(blob))
  if (text === undefined) workspace.contents.delete(path)
  else workspace.contents.set(path, text)
  workspace.touched.add(path)
  workspace.failed.delete(path)
}

export function removeFile(workspace: Workspace, path: string): void {
  workspace.manifest = Object.fromEntries(Object.entries(workspace.manifest).filter(([other]) => other !== path))
  workspace.contents.delete(path)
  workspace.touched.add(path)
}

export function renameFile(workspace: Workspace, from: string, to: string): void {
  const entry = entryOf(workspace.manifest, from)
  const text = workspace.contents.get(from)
  if (entry === undefined) return
  removeFile(workspace, from)
  workspace.manifest = { ...workspace.manifest, [to]: entry }
  if (text !== undefined) workspace.contents.set(to, text)
  workspace.touched.add(to)
}

/** Why a file of this size cannot be put at this path, if so. */
export function findNoRoom(workspace: Workspace, path: string, sizeBytes: number): string | undefined {
  const others = Object.entries(workspace.manifest).filter(([other]) => other !== path)
  const conflict = findPathConflict(
    path,
    others.map(([other]) => other),
  )
  if (conflict !== undefined) return `conflicts with ${conflict}`
  if (others.length >= MAX_FILES) return `a project holds at most ${MAX_FILES} files`
  const total = others.reduce((sum, [, file]) => sum + file.size_bytes, sizeBytes)
  return total > MAX_PROJECT_BYTES ? `a project holds at most ${MAX_PROJECT_BYTES} bytes` : undefined
}

function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

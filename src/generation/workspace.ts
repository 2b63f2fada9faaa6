import { decodeBlob, readFiles } from '../projects/blobs.ts'
import { MAX_FILES, MAX_PROJECT_BYTES } from '../services/stored-limits.ts'
import { entryFor, sizeOf } from '../projects/manifest.ts'
import { createPathIndex, type PathIndex } from '../projects/paths.ts'
import type { Blob, FailedFile, Manifest } from '../services/database-types.ts'
import type { DatabaseClient } from '../services/supabase.ts'

type Entry = Manifest[string]

export type Snapshot = {
  files: ReadonlyMap<string, Entry>
  contents: ReadonlyMap<string, string>
  unread: ReadonlyMap<string, Entry>
  touched: ReadonlySet<string>
  failed: ReadonlyMap<string, FailedFile>
}

/** The state of the files while a run works on them, and what became of each. Nothing of it is stored from here. */
export type Workspace = {
  /** In the order in which they came. */
  files: ReadonlyMap<string, Entry>
  /** Contents of the files that are text. What facts have restored is there once `load` has read it. */
  contents: ReadonlyMap<string, string>
  /** Paths that this run has written, deleted or renamed. */
  touched: ReadonlySet<string>
  failed: ReadonlyMap<string, FailedFile>
  /** Paths of which an answer has said that they stay as they are. */
  confirmed: ReadonlySet<string>
  manifest: () => Manifest
  /** Why a file of this size cannot be put at this path, if so. */
  findNoRoom: (path: string, sizeBytes: number) => string | undefined
  put: (path: string, blob: Blob) => void
  /** A file whose content is stored: `load` reads it. */
  putStored: (path: string, entry: Entry) => void
  remove: (path: string) => void
  rename: (from: string, to: string) => void
  fail: (failure: FailedFile) => void
  /** What was wrong with the file is settled: it stays as it is, as an answer has it. */
  confirm: (path: string) => void
  /** What was wrong with the file is settled, though it stays as it is. */
  settle: (path: string) => void
  /** The state as it is now, which `restore` brings back. */
  snapshot: () => Snapshot
  restore: (snapshot: Snapshot) => void
  /** Reads the contents that are not there yet, many at a time. @throws {AppError} */
  load: () => Promise<void>
}

/** A workspace that begins with the files of `base`, whose contents are not loaded yet. */
export function openWorkspace(database: DatabaseClient, projectId: string, base: Manifest): Workspace {
  const files = new Map(Object.entries(base))
  const contents = new Map<string, string>()
  const unread = new Map(files)
  const touched = new Set<string>()
  const failed = new Map<string, FailedFile>()
  const confirmed = new Set<string>()
  let sizeBytes = sizeOf(files.values())
  /** Knows all paths but for those that were taken away, of which it must be free again. */
  let index: PathIndex | undefined

  function set(path: string, entry: Entry): void {
    sizeBytes += entry.size_bytes - (files.get(path)?.size_bytes ?? 0)
    files.set(path, entry)
    index?.add(path)
    contents.delete(path)
    unread.delete(path)
    touched.add(path)
    failed.delete(path)
  }

  function remove(path: string): void {
    sizeBytes -= files.get(path)?.size_bytes ?? 0
    files.delete(path)
    index = undefined
    contents.delete(path)
    unread.delete(path)
    touched.add(path)
  }

  return {
    files,
    contents,
    touched,
    failed,
    confirmed,
    manifest: () => Object.fromEntries(files),
    findNoRoom(path, newBytes) {
      index ??= createPathIndex(files.keys())
      const conflict = index.conflict(path)
      if (conflict !== undefined) return `conflicts with ${conflict}`
      const before = files.get(path)
      if (before === undefined && files.size >= MAX_FILES) return `a project holds at most ${MAX_FILES} files`
      const total = sizeBytes - (before?.size_bytes ?? 0) + newBytes
      return total > MAX_PROJECT_BYTES ? `a project holds at most ${MAX_PROJECT_BYTES} bytes` : undefined
    },
    put(path, blob) {
      set(path, entryFor(blob))
      const text = asText(decodeBlob(blob))
      if (text !== undefined) contents.set(path, text)
    },
    putStored(path, entry) {
      set(path, entry)
      unread.set(path, entry)
    },
    remove,
    rename(from, to) {
      const [entry, text, isUnread] = [files.get(from), contents.get(from), unread.has(from)]
      if (entry === undefined) return
      remove(from)
      set(to, entry)
      if (text !== undefined) contents.set(to, text)
      if (isUnread) unread.set(to, entry)
    },
    fail: (failure) => void failed.set(failure.path, failure),
    confirm(path) {
      confirmed.add(path)
      failed.delete(path)
    },
    settle: (path) => void failed.delete(path),
    snapshot: () => ({
      files: new Map(files),
      contents: new Map(contents),
      unread: new Map(unread),
      touched: new Set(touched),
      failed: new Map(failed),
    }),
    restore(snapshot) {
      refill(files, snapshot.files)
      refill(contents, snapshot.contents)
      refill(unread, snapshot.unread)
      refill(failed, snapshot.failed)
      touched.clear()
      for (const path of snapshot.touched) touched.add(path)
      sizeBytes = sizeOf(files.values())
      index = undefined
    },
    async load() {
      for await (const { path, content } of readFiles(database, projectId, Object.fromEntries(unread))) {
        unread.delete(path)
        const text = asText(content)
        if (text !== undefined) contents.set(path, text)
      }
    },
  }
}

/** Whether both hold the same files with the same contents. */
export function haveSameContents(a: ReadonlyMap<string, Entry>, b: ReadonlyMap<string, Entry>): boolean {
  return a.size === b.size && [...a].every(([path, { hash }]) => b.get(path)?.hash === hash)
}

function refill<T>(map: Map<string, T>, from: ReadonlyMap<string, T>): void {
  map.clear()
  for (const [key, value] of from) map.set(key, value)
}

function asText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

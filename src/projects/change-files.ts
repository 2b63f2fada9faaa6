import { decodeBase64 } from 'hono/utils/encode'
import * as z from 'zod'
import { AppError } from '../errors.ts'
import type { Blob, Manifest, VersionRow } from '../services/database-types.ts'
import { MAX_FILE_BYTES, MAX_FILES, MAX_PROJECT_BYTES } from '../services/stored-limits.ts'
import { storedText } from '../services/stored-text.ts'
import type { DatabaseClient } from '../services/supabase.ts'
import { encodeBlob } from './blobs.ts'
import { changeHead } from './change-head.ts'
import { entryFor, sizeOf } from './manifest.ts'
import { createPathIndex, normalizePath, type PathIndex } from './paths.ts'

const rawPath = z.string().min(1)
const text = z.string().refine((content) => content.isWellFormed(), 'must be Unicode text')
const base64 = z.base64()

export const fileChangesSchema = z.strictObject({
  changes: z
    .array(
      z.discriminatedUnion('action', [
        z.strictObject({
          action: z.literal('write'),
          path: rawPath,
          content: z.string().meta({ description: 'The file: its text, or its bytes in base64.' }),
          encoding: z.enum(['utf8', 'base64']).default('utf8'),
        }),
        z.strictObject({ action: z.literal('delete'), path: rawPath }),
        z.strictObject({ action: z.literal('rename'), path: rawPath, to: rawPath }),
      ]),
    )
    .min(1)
    .max(MAX_FILES)
    .meta({ description: 'Done in their order, all of them or none.' }),
  summary: storedText.trim().min(1).max(200).optional().meta({ description: 'What the version says of itself.' }),
})

type FileChanges = z.output<typeof fileChangesSchema>
type FileChange = FileChanges['changes'][number]

/** A change whose paths are as they are stored, and whose content can be. */
type ReadyChange =
  | { action: 'write'; path: string; blob: Blob }
  | { action: 'delete'; path: string }
  | { action: 'rename'; path: string; to: string }

/** Writes, deletes and renames files as one version. @throws {AppError} bad_request, payload_too_large, precondition_failed */
export async function changeFiles(
  database: DatabaseClient,
  projectId: string,
  { changes, summary }: FileChanges,
  ifMatch: string | undefined,
): Promise<VersionRow> {
  const ready: ReadyChange[] = []
  for (const [at, change] of changes.entries()) ready.push(await prepare(change, at))
  const { version } = await changeHead(database, projectId, { ifMatch }, (manifest) => {
    const next = applyChanges(manifest, ready)
    const kept = new Set(Object.values(next).map(({ hash }) => hash))
    const blobs = new Map(
      ready.flatMap((change) => (change.action === 'write' ? [[change.blob.hash, change.blob]] : [])),
    )
    return {
      manifest: next,
      blobs: [...blobs.values()].filter(({ hash }) => kept.has(hash)),
      summary: summary ?? summarize(ready),
    }
  })
  return version
}

async function prepare(change: FileChange, at: number): Promise<ReadyChange> {
  const safe = safePath(change.path, at, 'path')
  if (change.action === 'delete') return { action: 'delete', path: safe }
  if (change.action === 'rename') return { action: 'rename', path: safe, to: safePath(change.to, at, 'to') }
  const schema = change.encoding === 'base64' ? base64 : text
  if (!schema.safeParse(change.content).success) {
    throw refusal(at, 'content', change.encoding === 'base64' ? 'must be base64' : 'must be Unicode text')
  }
  const bytes = change.encoding === 'base64' ? decodeBase64(change.content) : new TextEncoder().encode(change.content)
  if (bytes.length > MAX_FILE_BYTES) throw refusal(at, 'content', `a file has at most ${MAX_FILE_BYTES} bytes`)
  return { action: 'write', path: safe, blob: await encodeBlob(bytes) }
}

function applyChanges(manifest: Manifest, changes: readonly ReadyChange[]): Manifest {
  const files = new Map(Object.entries(manifest))
  const index = createPathIndex(files.keys())
  for (const [at, change] of changes.entries()) applyChange(files, index, change, at)
  if (files.size > MAX_FILES) throw refusal(changes.length - 1, 'path', `a project holds at most ${MAX_FILES} files`)
  if (sizeOf(files.values()) > MAX_PROJECT_BYTES) {
    throw new AppError('payload_too_large', { message: 'The project would be too large.' })
  }
  return Object.fromEntries(files)
}

function applyChange(files: Map<string, Manifest[string]>, index: PathIndex, change: ReadyChange, at: number): void {
  const entry = files.get(change.path)
  if (change.action === 'write') return put(change.path, entryFor(change.blob), 'path')
  if (entry === undefined) throw refusal(at, 'path', 'names no file of the project')
  files.delete(change.path)
  index.remove(change.path)
  if (change.action === 'delete') return
  if (files.has(change.to)) throw refusal(at, 'to', 'is there already')
  put(change.to, entry, 'to')

  function put(target: string, value: Manifest[string], field: 'path' | 'to'): void {
    const conflict = index.conflict(target)
    if (conflict !== undefined) throw refusal(at, field, `conflicts with ${conflict}`)
    index.add(target)
    files.set(target, value)
  }
}

function safePath(raw: string, at: number, field: 'path' | 'to'): string {
  const result = normalizePath(raw)
  if (!result.ok) throw refusal(at, field, result.reason)
  return result.path
}

function refusal(at: number, field: 'path' | 'to' | 'content', message: string): AppError {
  return new AppError('bad_request', { details: [{ path: ['body', 'changes', at, field], message }] })
}

const VERBS = ['write', 'delete', 'rename'] as const

/** Such as "Write 3 files, delete a.js". */
function summarize(changes: readonly ReadyChange[]): string {
  const parts = VERBS.flatMap((verb) => {
    const paths = changes.filter(({ action }) => action === verb).map(({ path }) => path)
    return paths.length === 0 ? [] : [`${verb} ${paths.length === 1 ? paths[0] : `${paths.length} files`}`]
  })
  const said = parts.join(', ')
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`
}

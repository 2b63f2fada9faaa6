import { decodeBase64, encodeBase64 } from 'hono/utils/encode'
import type { Blob, Manifest } from '../services/database-types.ts'
import { sha256Hex } from '../services/sha256.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import { AppError } from '../errors.ts'
import { entryFor, entryOf } from './manifest.ts'
import { isText } from './is-text.ts'

/** How many blobs one query asks for: their hashes stand in the URL, about 65 bytes each. */
const BLOBS_PER_QUERY = 40

/** How much they hold together, if it is more than one: the answer is parsed in one go. */
const BYTES_PER_QUERY = 1024 * 1024

/** Bytes as they are stored: text stays text, the rest is base64. */
export async function encodeBlob(bytes: Uint8Array): Promise<Blob> {
  // A byte order mark at the start of a text does not survive every client's decoder.
  const text = isText(bytes) && bytes[0] !== 0xef
  return {
    hash: await sha256Hex(bytes),
    size_bytes: bytes.byteLength,
    encoding: text ? 'utf8' : 'base64',
    content: text ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : encodeBase64(bytes.slice().buffer),
  }
}

/** Files as a version stores them: each content once, under its hash. */
export async function encodeFiles(
  files: Iterable<{ path: string; content: Uint8Array }>,
): Promise<{ manifest: Manifest; blobs: Blob[] }> {
  const entries: [string, Manifest[string]][] = []
  const blobs = new Map<string, Blob>()
  for (const { path, content } of files) {
    const blob = await encodeBlob(content)
    blobs.set(blob.hash, blob)
    entries.push([path, entryFor(blob)])
  }
  return { manifest: Object.fromEntries(entries), blobs: [...blobs.values()] }
}

export function decodeBlob(blob: Pick<Blob, 'encoding' | 'content'>): Uint8Array<ArrayBuffer> {
  return blob.encoding === 'utf8' ? new TextEncoder().encode(blob.content) : decodeBase64(blob.content)
}

/** Yields the files of a manifest in path order, reading their contents a batch at a time. */
export async function* readFiles(
  database: DatabaseClient,
  projectId: string,
  manifest: Manifest,
): AsyncGenerator<{ path: string; content: Uint8Array }> {
  for (const batch of batchPaths(manifest)) {
    const hashes = [...new Set(batch.map((path) => entryOf(manifest, path)?.hash ?? ''))]
    const rows = rowsOf(
      await database.from('blobs').select('hash,encoding,content').eq('project_id', projectId).in('hash', hashes),
    )
    const byHash = new Map(rows.map((row) => [row.hash, row]))
    for (const path of batch) {
      const row = byHash.get(entryOf(manifest, path)?.hash ?? '')
      if (row === undefined) throw new AppError('internal', { cause: `blob of ${path} is missing` })
      yield { path, content: decodeBlob(row) }
    }
  }
}

/** The paths in order, cut into what one query asks for. */
function batchPaths(manifest: Manifest): string[][] {
  const batches: string[][] = []
  let sizeBytes = 0
  for (const path of Object.keys(manifest).toSorted()) {
    const batch = batches.at(-1)
    sizeBytes += entryOf(manifest, path)?.size_bytes ?? 0
    if (batch !== undefined && batch.length < BLOBS_PER_QUERY && sizeBytes <= BYTES_PER_QUERY) batch.push(path)
    else {
      batches.push([path])
      sizeBytes = entryOf(manifest, path)?.size_bytes ?? 0
    }
  }
  return batches
}

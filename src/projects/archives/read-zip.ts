// ZIP as APPNOTE.TXT 6.3.10 has it, without ZIP64, encryption and parts, which no archive of this size needs.
import { joinBytes } from '../../services/join-bytes.ts'
import type { Work } from '../../work.ts'
import { crc32 } from './crc32.ts'
import { cut } from './cut.ts'
import { badArchive, MOST_ENTRIES, UNITS_PER_ENTRY, type RawEntry } from './entry.ts'
import { inflate } from './inflate.ts'

const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const MOST_COMMENT_BYTES = 0xffff
const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_BYTES = 46
const LOCAL_SIGNATURE = 0x04034b50
const LOCAL_BYTES = 30

const IS_ENCRYPTED = 1
const [STORED, DEFLATED] = [0, 8]
const MADE_ON_UNIX = 3

/** An entry of the central directory, which is what all tools go by. */
type ZipEntry = RawEntry & { method: number; crc: number; packedBytes: number; offset: number }

export function isZip(bytes: Uint8Array): boolean {
  const [p, k, a, b] = bytes
  return p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6))
}

/** The entries of the archive, in its order, and what reads each. @throws {AppError} bad_archive */
export async function readZip(
  bytes: Uint8Array,
  work: Work,
): Promise<{ entries: ZipEntry[]; read: (entry: ZipEntry) => Promise<Uint8Array> }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = await readDirectory(view, bytes, work)
  return { entries, read: (entry) => readContent(view, bytes, entry, work) }
}

async function readDirectory(view: DataView, bytes: Uint8Array, work: Work): Promise<ZipEntry[]> {
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  const disks = view.getUint16(end + 4, true) + view.getUint16(end + 6, true)
  let at = view.getUint32(end + 16, true)
  if (disks > 0) throw badArchive('is in several parts')
  if (count === 0xffff || at === 0xffffffff) throw badArchive('is in the ZIP64 format')
  if (count > MOST_ENTRIES) throw badArchive(`has more than ${MOST_ENTRIES} entries`)
  const entries: ZipEntry[] = []
  while (entries.length < count) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== ENTRY_SIGNATURE)
      throw badArchive('has a broken directory')
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true))
    const nameEnd = at + ENTRY_BYTES + (nameBytes ?? 0)
    if (nameEnd > end) throw badArchive('has a broken directory')
    entries.push(readEntry(view, at, decodeName(bytes.subarray(at + ENTRY_BYTES, nameEnd))))
    at = nameEnd + (extraBytes ?? 0) + (commentBytes ?? 0)
    if (work.spend(UNITS_PER_ENTRY)) await work.pause()
  }
  return entries
}

/** The record that ends an archive; a comment may follow it. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_BYTES - MOST_COMMENT_BYTES)
  for (let at = view.byteLength - END_BYTES; at >= first; at -= 1) {
    const isEnd = view.getUint32(at, true) === END_SIGNATURE
    if (isEnd && at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength) return at
  }
  throw badArchive('has no end: it may be cut')
}

function readEntry(view: DataView, at: number, name: string): ZipEntry {
  const flags = view.getUint16(at + 8, true)
  const method = view.getUint16(at + 10, true)
  if ((flags & IS_ENCRYPTED) !== 0) throw badArchive('is encrypted', name)
  if (method !== STORED && method !== DEFLATED)
    throw badArchive(`is packed by method ${method}, which is not read`, name)
  return {
    name,
    kind: kindOf(view, at, name),
    method,
    crc: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    sizeBytes: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  }
}

function kindOf(view: DataView, at: number, name: string): RawEntry['kind'] {
  const type = view.getUint8(at + 5) === MADE_ON_UNIX ? (view.getUint32(at + 38, true) >>> 28) & 0xf : 0
  if (type === 0xa) return 'link'
  if (name.endsWith('/')) return 'folder'
  return type === 0 || type === 8 ? 'file' : 'special'
}

/** UTF-8, whether the archive says so or not: what was written in another code page cannot be told from it. */
function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw badArchive('has a name that is not UTF-8', new TextDecoder().decode(bytes))
  }
}

async function readContent(
  view: DataView,
  bytes: Uint8Array,
  { name, offset, packedBytes, sizeBytes, method, crc }: ZipEntry,
  work: Work,
): Promise<Uint8Array> {
  const isThere = offset + LOCAL_BYTES <= bytes.length && view.getUint32(offset, true) === LOCAL_SIGNATURE
  if (!isThere) throw badArchive('is not where the directory says', name)
  const start = offset + LOCAL_BYTES + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  if (start + packedBytes > bytes.length) throw badArchive('is cut', name)
  const packed = bytes.subarray(start, start + packedBytes)
  const parts: Uint8Array[] = []
  let sum = 0
  const unpacked = method === STORED ? cut(packed, work) : inflate('deflate', packed, { mostBytes: sizeBytes, work })
  for await (const part of unpacked) {
    sum = crc32(part, sum)
    parts.push(part)
  }
  const content = joinBytes(parts)
  if (content.length !== sizeBytes || sum !== crc) throw badArchive('is not what the directory says', name)
  return content
}

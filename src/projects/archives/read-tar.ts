import { AppError } from '../../errors.ts'
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar'
import { MAX_PROJECT_BYTES } from '../../services/stored-limits.ts'
import { joinBytes } from '../../services/join-bytes.ts'
import type { Work } from '../../work.ts'
import { crc32 } from './crc32.ts'
import { cut } from './cut.ts'
import { badArchive, MOST_ENTRIES, type RawEntry } from './entry.ts'
import { inflate } from './inflate.ts'

/** What is left out of a project is unpacked, too. */
const MOST_BYTES = 8 * MAX_PROJECT_BYTES

const KINDS: Record<string, RawEntry['kind']> = { file: 'file', directory: 'folder', symlink: 'link', link: 'link' }

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

export type TakeTarEntry = (entry: RawEntry, read: () => Promise<Uint8Array>) => Promise<void>

/** Whether the bytes begin with a header of POSIX or GNU tar. */
export function isTar(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(257, 262)) === 'ustar'
}

/**
 * Calls `take` with each entry, in order, and with what reads it: once, if at all. @throws {AppError} bad_archive, and what
 * `take` throws
 */
export async function readTar(bytes: Uint8Array, work: Work, take: TakeTarEntry): Promise<void> {
  const { readable, writable } = createTarDecoder({ strict: true })
  const writer = writable.getWriter()
  const fed = feed(writer, isGzip(bytes) ? unpack(bytes, work) : cut(bytes, work))
  // Whoever reads hears of it, too.
  fed.catch(() => undefined)
  const reader = readable.getReader()
  try {
    for (let count = 1; ; count += 1) {
      const { done, value } = await reader.read()
      if (done) break
      if (count > MOST_ENTRIES) throw badArchive(`has more than ${MOST_ENTRIES} entries`)
      await takeEntry(value, take)
    }
    await fed
  } catch (error) {
    await reader.cancel(error).catch(() => undefined)
    throw error instanceof AppError ? error : badArchive('is broken, or cut')
  }
}

async function feed(writer: WritableStreamDefaultWriter<Uint8Array>, parts: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const part of parts) await writer.write(part)
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => undefined)
    throw error
  }
}

async function takeEntry({ header, body }: ParsedTarEntry, take: TakeTarEntry): Promise<void> {
  const kind = KINDS[header.type ?? 'file'] ?? 'special'
  let isRead = false
  await take({ name: header.name, kind, sizeBytes: header.size }, () => {
    isRead = true
    return collect(partsOf(body))
  })
  // The next entry comes when this one is read.
  if (!isRead) await body.cancel()
}

async function* partsOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}

/** The archive as it was packed: the end of gzip says what it is of. */
async function* unpack(bytes: Uint8Array, work: Work): AsyncGenerator<Uint8Array> {
  const end = new DataView(bytes.buffer, bytes.byteOffset + Math.max(0, bytes.length - 8))
  let crc = 0
  let sizeBytes = 0
  for await (const part of inflate('gzip', bytes, { mostBytes: MOST_BYTES, work })) {
    crc = crc32(part, crc)
    sizeBytes += part.length
    yield part
  }
  const isWhole = bytes.length >= 18 && end.getUint32(0, true) === crc && end.getUint32(4, true) === sizeBytes
  if (!isWhole) throw badArchive('is not what its end says: it is broken, or cut')
}

async function collect(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return joinBytes(all)
}

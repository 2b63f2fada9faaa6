import type { Work } from '../../work.ts'
import { badArchive } from './entry.ts'

/** Packed bytes that are read in one go. A byte can stand for a thousand. */
const PIECE_BYTES = 2048
const BYTES_PER_UNIT = 30

/** Unpacks `bytes` and gives the parts as they come; ends at the first byte beyond `mostBytes`. @throws {AppError} bad_archive */
export async function* inflate(
  format: 'deflate' | 'gzip',
  bytes: Uint8Array,
  { mostBytes, work }: { mostBytes: number; work: Work },
): AsyncGenerator<Uint8Array> {
  const { Gunzip, Inflate } = await import('./pack-formats.ts')
  const parts: Uint8Array[] = []
  let sizeBytes = 0
  const Unpacker = format === 'gzip' ? Gunzip : Inflate
  const stream = new Unpacker((part) => {
    sizeBytes += part.length
    parts.push(part)
  })
  for (let start = 0; start < bytes.length || start === 0; start += PIECE_BYTES) {
    const before = sizeBytes
    try {
      stream.push(bytes.subarray(start, start + PIECE_BYTES), start + PIECE_BYTES >= bytes.length)
    } catch {
      throw badArchive('is broken: it cannot be unpacked')
    }
    if (sizeBytes > mostBytes) throw badArchive(`unpacks to more than ${mostBytes} bytes`)
    for (const part of parts.splice(0)) yield part
    if (work.spend((sizeBytes - before + PIECE_BYTES) / BYTES_PER_UNIT)) await work.pause()
  }
}

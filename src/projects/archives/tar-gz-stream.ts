import type { Gzip } from 'fflate'
import { createTarPacker } from 'modern-tar'
import { createWork, type Work } from '../../work.ts'
import { ARCHIVE_EFFORT, BYTES_PER_UNIT, PIECE_BYTES, sorted, type ArchiveEntry } from './entry.ts'

/** A tar archive in gzip of the entries, made as it is read. As with a ZIP, the same entries give the same bytes. */
export async function tarGzStream(
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
): Promise<ReadableStream<Uint8Array>> {
  const { Gzip } = await import('./pack-formats.ts')
  const { readable, controller: packer } = createTarPacker()
  const work = createWork()
  let ready: Uint8Array[] = []
  const gzip = new Gzip({ ...ARCHIVE_EFFORT, mtime: 0 }, (chunk) => {
    if (chunk.length > 0) ready.push(chunk)
  })
  const reader = readable.getReader()
  let isBegun = false

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // What reads the entries runs ahead of this no further than the packer lets it; its error is the reader's.
        if (!isBegun) void pack(entries, packer)
        isBegun = true
        let isOver = false
        while (ready.length === 0 && !isOver) {
          const next = await reader.read()
          isOver = next.done
          if (next.done) gzip.push(new Uint8Array(), true)
          else await compress(gzip, next.value, work)
        }
        for (const chunk of ready) controller.enqueue(chunk)
        ready = []
        if (isOver) controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

async function pack(
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
  packer: ReturnType<typeof createTarPacker>['controller'],
): Promise<void> {
  try {
    for await (const { path, content } of sorted(entries)) {
      const writer = packer.add({ name: path, size: content.length, mtime: new Date(0), mode: 0o644 }).getWriter()
      await writer.write(content)
      await writer.close()
    }
    packer.finalize()
  } catch (error) {
    packer.error(error)
  }
}

async function compress(gzip: Gzip, bytes: Uint8Array, work: Work): Promise<void> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    const piece = bytes.subarray(start, start + PIECE_BYTES)
    gzip.push(piece)
    if (work.spend(piece.length / BYTES_PER_UNIT)) await work.pause()
  }
}

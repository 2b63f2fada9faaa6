import type { Zip, ZipDeflate } from 'fflate'
import { createWork, type Work } from '../../work.ts'
import { ARCHIVE_EFFORT, BYTES_PER_UNIT, PIECE_BYTES, sorted, type ArchiveEntry } from './entry.ts'

/**
 * A ZIP archive of the entries, made as it is read: no more than one file is compressed ahead of the reader.
 *
 * The same entries give the same bytes, anywhere and at any time. A list is sorted by path first; an asynchronous
 * source is taken in its order, so it must yield in path order. An error of the source errors the stream.
 */
export async function zipStream(
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
): Promise<ReadableStream<Uint8Array>> {
  const { Zip, ZipDeflate } = await import('./pack-formats.ts')
  const source = sorted(entries)
  const work = createWork()
  let ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    if (chunk.length > 0) ready.push(chunk)
  })

  async function advance(): Promise<boolean> {
    const next = await source.next()
    if (next.done === true) zip.end()
    else await addFile(zip, new ZipDeflate(next.value.path, ARCHIVE_EFFORT), next.value.content, work)
    return next.done === true
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const isOver = await advance()
        for (const chunk of ready) controller.enqueue(chunk)
        ready = []
        if (isOver) controller.close()
      },
      async cancel() {
        await source.return?.(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

async function addFile(zip: Zip, file: ZipDeflate, content: Uint8Array, work: Work): Promise<void> {
  // The format keeps a wall clock without a zone, and the library reads the local one: built from local parts, the
  // date reads the same in every zone. 1980 is the format's first year.
  file.mtime = new Date(1980, 0, 1)
  zip.add(file)
  let end = 0
  do {
    const start = end
    end = Math.min(content.length, start + PIECE_BYTES)
    file.push(content.subarray(start, end), end === content.length)
    if (work.spend((end - start) / BYTES_PER_UNIT)) await work.pause()
  } while (end < content.length)
}

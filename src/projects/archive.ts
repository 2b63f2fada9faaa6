import { Zip, ZipDeflate } from 'fflate'

export interface ArchiveEntry {
  /** Normalised: relative, with `/`. */
  path: string
  content: Uint8Array
}

/** zlib's own default: the balance of time and size that most tools make. */
const LEVEL = 6

/**
 * A ZIP archive of the entries, made as it is read: no more than one file is compressed ahead of the reader.
 *
 * The same entries give the same bytes, anywhere and at any time. A list is sorted by path first; an asynchronous
 * source is taken in its order, so it must yield in path order. An error of the source errors the stream.
 */
export function zipStream(entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>): ReadableStream<Uint8Array> {
  const source = iterate(entries)
  let ready: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    if (chunk.length > 0) ready.push(chunk)
  })

  async function advance(): Promise<boolean> {
    const next = await source.next()
    if (next.done === true) zip.end()
    else addFile(zip, next.value)
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

function addFile(zip: Zip, { path, content }: ArchiveEntry): void {
  const file = new ZipDeflate(path, { level: LEVEL })
  // The format keeps a wall clock without a zone, and the library reads the local one: built from local parts, the
  // date reads the same in every zone. 1980 is the format's first year.
  file.mtime = new Date(1980, 0, 1)
  zip.add(file)
  file.push(content, true)
}

async function* iterate(entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>): AsyncGenerator<ArchiveEntry> {
  if (Symbol.asyncIterator in entries) yield* entries
  else yield* [...entries].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

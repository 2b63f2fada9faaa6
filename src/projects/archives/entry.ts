import { AppError, type ErrorDetail } from '../../errors.ts'

export interface ArchiveEntry {
  /** Normalised: relative, with `/`. */
  path: string
  content: Uint8Array
}

/** What an archive has under a name, before the name is looked at. */
export interface RawEntry {
  name: string
  kind: 'file' | 'folder' | 'link' | 'special'
  sizeBytes: number
}

/** Far more than a project takes, with what is left out of it. */
export const MOST_ENTRIES = 20_000

/**
 * Source text becomes as small as at the usual settings, in half the time; text without order, which is the slowest to
 * pack, becomes larger by a twentieth in a third of it.
 */
export const ARCHIVE_EFFORT = { level: 2, mem: 2 } as const

/** A file is compressed in pieces, so that others have their turn between them. */
export const PIECE_BYTES = 32 * 1024
export const BYTES_PER_UNIT = 8

/** What it takes to look at an entry and its name, whether its content is read or not. */
export const UNITS_PER_ENTRY = 5

/** A list in path order; an asynchronous source in its own, which must be that. */
export async function* sorted(
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
): AsyncGenerator<ArchiveEntry> {
  if (Symbol.asyncIterator in entries) yield* entries
  else yield* [...entries].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** Refuses the archive as a whole, for the sake of one entry if it has a name. */
export function badArchive(message: string, name?: string): AppError {
  const path: ErrorDetail['path'] = name === undefined ? ['body'] : ['body', name.slice(0, 200)]
  return new AppError('bad_archive', { details: [{ path, message }] })
}

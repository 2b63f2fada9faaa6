// An archive from outside becomes the files of a project, or is refused whole: nothing of it is taken by halves unsaid.
import { AppError } from '../../errors.ts'
import { MAX_FILE_BYTES, MAX_FILES, MAX_PROJECT_BYTES } from '../../services/stored-limits.ts'
import { createWork } from '../../work.ts'
import { normalizePaths } from '../paths.ts'
import { badArchive, UNITS_PER_ENTRY, type ArchiveEntry, type RawEntry } from './entry.ts'
import { findLeftOut, stripFolders } from './left-out.ts'
import { isGzip, isTar, readTar } from './read-tar.ts'
import { isZip, readZip } from './read-zip.ts'

export type SkippedEntry = { path: string; reason: string }

/** Of what was left out, so many entries are named. */
const MOST_NAMED = 100
/** Of an archive that is refused for its names, so many are told. */
const MOST_REFUSED = 20

/** Most leading folders that can be taken off. */
export const MOST_STRIPPED = 16

export type ReadArchive = {
  /** In path order. */
  files: ArchiveEntry[]
  /** What was left out, the first hundred by name. */
  skipped: SkippedEntry[]
  skippedCount: number
}

export type ReadOptions = {
  /** So many leading folders are taken off each path. */
  strip?: number
  /** The folder below which everything else is left aside, with no word of it. */
  folder?: string | undefined
}

/**
 * Reads a ZIP, a tar, or a tar in gzip, whatever its name says.
 * @throws {AppError} bad_archive, payload_too_large
 */
export async function readArchive(bytes: Uint8Array, options: ReadOptions = {}): Promise<ReadArchive> {
  const sorter = createSorter(options)
  const work = createWork()
  if (isZip(bytes)) {
    const { entries, read } = await readZip(bytes, work)
    // The names first: an archive that is refused for one is not unpacked.
    const taken: typeof entries = []
    for (const entry of entries) {
      if (sorter.take(entry)) taken.push(entry)
      if (work.spend(UNITS_PER_ENTRY)) await work.pause()
    }
    const paths = sorter.finish()
    const files: ArchiveEntry[] = []
    for (const [at, entry] of taken.entries()) files.push({ path: paths[at] ?? '', content: await read(entry) })
    return sorter.endWith(files)
  }
  if (!isGzip(bytes) && !isTar(bytes)) throw badArchive('is no ZIP, tar or tar.gz')
  const contents: Uint8Array[] = []
  await readTar(bytes, work, async (entry, read) => {
    if (sorter.take(entry)) contents.push(await read())
  })
  return sorter.endWith(sorter.finish().map((path, at) => ({ path, content: contents[at] ?? new Uint8Array() })))
}

/** Decides what becomes of each entry, and holds them all to what a project takes. */
function createSorter({ strip = 0, folder }: ReadOptions) {
  const above = folder === undefined ? '' : `${folder}/`
  const names: string[] = []
  const skipped: SkippedEntry[] = []
  let skippedCount = 0
  let sizeBytes = 0

  function skip(path: string, reason: string): false {
    skippedCount += 1
    if (skipped.length < MOST_NAMED) skipped.push({ path: path.slice(0, 200), reason })
    return false
  }

  return {
    /** Whether the entry becomes a file. */
    take(entry: RawEntry): boolean {
      if (entry.kind === 'folder') return false
      const stripped = stripFolders(entry.name, strip)
      if (stripped === undefined) return skip(entry.name, 'stands above the folders that were taken off')
      if (!stripped.startsWith(above)) return false
      const path = stripped.slice(above.length)
      const reason = findLeftOut(entry, path)
      if (reason !== undefined) return skip(path, reason)
      names.push(path)
      sizeBytes += entry.sizeBytes
      if (names.length > MAX_FILES) throw badArchive(`has more than ${MAX_FILES} files`)
      if (entry.sizeBytes > MAX_FILE_BYTES) throw badArchive(`has more than ${MAX_FILE_BYTES} bytes`, path)
      if (sizeBytes > MAX_PROJECT_BYTES) throw badArchive(`has more than ${MAX_PROJECT_BYTES} bytes of files`)
      return true
    },
    /** The paths of what was taken, in its order. */
    finish(): string[] {
      if (names.length === 0) throw badArchive('has no file for a project')
      const result = normalizePaths(names)
      if (result.ok) return result.paths
      const details = result.refused
        .slice(0, MOST_REFUSED)
        .map(({ raw, reason }) => ({ path: ['body', raw.slice(0, 200)], message: reason }))
      throw new AppError('bad_archive', { details })
    },
    endWith: (files: ArchiveEntry[]): ReadArchive => ({
      files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
      skipped,
      skippedCount,
    }),
  }
}

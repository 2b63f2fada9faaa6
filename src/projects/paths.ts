import { MAX_PATH_CHARS } from '../services/stored-limits.ts'

/** Longest path segment, in UTF-8 bytes: the limit of ext4, APFS and NTFS alike. */
const MAX_SEGMENT_BYTES = 255
/** Most segments in a path, the file name included. */
const MAX_PATH_DEPTH = 16

export type NormalizedPath = { ok: true; path: string } | { ok: false; reason: string }

export interface RefusedPath {
  raw: string
  reason: string
}

export type NormalizedPaths = { ok: true; paths: string[] } | { ok: false; refused: RefusedPath[] }

/** Names that Windows gives to devices, in any folder and with any extension. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])$/i

/** `.git`, and the short name by which NTFS also finds it: a hook written there would run. */
const GIT_FOLDER = /^(?:\.git|git~1)$/i

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/**
 * Turns a path from a model's answer, an upload or a ZIP into the one spelling under which a project stores it:
 * relative, `/` between segments, Unicode NFC. Backslashes count as separators (what a Windows tool means by them) and
 * a leading `./` is dropped; nothing else is repaired, what is unsafe on any common file system is refused.
 */
export function normalizePath(raw: string): NormalizedPath {
  // Bounded before any other work; NFC can lengthen a path, so the result is measured again.
  if (raw.length > MAX_PATH_CHARS * 4) return refuse('is too long')
  if (!raw.isWellFormed()) return refuse('is not valid Unicode')
  const path = raw
    .normalize('NFC')
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
  const reason = pathFault(path)
  return reason === undefined ? { ok: true, path } : refuse(reason)
}

/** Normalises a whole set; refuses it as one when a path is unsafe, doubled, or conflicts with another of the set. */
export function normalizePaths(raws: Iterable<string>): NormalizedPaths {
  const index = createPathIndex([])
  const seen = new Set<string>()
  const refused: RefusedPath[] = []
  for (const raw of raws) {
    const result = normalizePath(raw)
    if (!result.ok) {
      refused.push({ raw, reason: result.reason })
      continue
    }
    const conflict = seen.has(result.path) ? result.path : index.conflict(result.path)
    if (conflict !== undefined) {
      refused.push({ raw, reason: `conflicts with ${conflict}` })
      continue
    }
    seen.add(result.path)
    index.add(result.path)
  }
  return refused.length > 0 ? { ok: false, refused } : { ok: true, paths: [...seen] }
}

/**
 * The existing path that cannot be in one tree with `path` on every file system, if any: one that differs only by case
 * or Unicode form (in the name or in a folder), or a file where the other has a folder. The identical path is no
 * conflict: it is the same file.
 */
export function findPathConflict(path: string, existing: Iterable<string>): string | undefined {
  return createPathIndex(existing).conflict(path)
}

export interface PathIndex {
  /** As findPathConflict, at a cost that depends on the depth of the path only. */
  conflict(path: string): string | undefined
  add(path: string): void
}

/** Answers findPathConflict for many paths; `paths` must be normalised. */
export function createPathIndex(paths: Iterable<string>): PathIndex {
  const entries = new Map<string, { spelling: string; isFile: boolean; owner: string }>()
  const index: PathIndex = {
    conflict(path) {
      for (const spelling of ancestorsAndSelf(path)) {
        const entry = entries.get(fold(spelling))
        if (entry === undefined) continue
        const isFile = spelling === path
        if (entry.spelling !== spelling || entry.isFile !== isFile) return entry.owner
      }
      return undefined
    },
    add(path) {
      for (const spelling of ancestorsAndSelf(path)) {
        const key = fold(spelling)
        if (!entries.has(key)) entries.set(key, { spelling, isFile: spelling === path, owner: path })
      }
    },
  }
  for (const path of paths) index.add(path)
  return index
}

function refuse(reason: string): NormalizedPath {
  return { ok: false, reason }
}

function pathFault(path: string): string | undefined {
  if (path === '') return 'is empty'
  if (path.length > MAX_PATH_CHARS) return `is longer than ${MAX_PATH_CHARS} characters`
  if (path.startsWith('/')) return 'is absolute'
  if (/^[a-z]:/i.test(path)) return 'has a drive letter'
  const segments = path.split('/')
  if (segments.length > MAX_PATH_DEPTH) return `has more than ${MAX_PATH_DEPTH} levels`
  for (const segment of segments) {
    const fault = segmentFault(segment)
    if (fault !== undefined) return fault
  }
  return undefined
}

function segmentFault(segment: string): string | undefined {
  if (segment === '') return 'has an empty segment'
  if (segment === '.' || segment === '..') return `has a "${segment}" segment`
  if (INVISIBLE.test(segment)) return 'has a control or invisible character'
  if (/[<>:"|?*]/.test(segment)) return 'has one of the characters < > : " | ? *'
  if (/^ |[ .]$/.test(segment)) return 'has a segment that starts with a space or ends with a space or a dot'
  // Windows ignores what follows the first dot, and blanks before it.
  const stem = segment.split('.', 1)[0]?.trimEnd() ?? ''
  if (DEVICE_NAME.test(stem)) return `has the reserved name "${stem}"`
  if (GIT_FOLDER.test(segment)) return 'is inside a .git folder'
  if (new TextEncoder().encode(segment).length > MAX_SEGMENT_BYTES) {
    return `has a segment longer than ${MAX_SEGMENT_BYTES} bytes`
  }
  return undefined
}

function* ancestorsAndSelf(path: string): Generator<string> {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) yield path.slice(0, at)
  yield path
}

/** One key for all the spellings that a case-insensitive file system takes for one name (ß and SS included). */
function fold(path: string): string {
  return path.toLowerCase().toUpperCase().normalize('NFC')
}

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
  const index = createPathIndex([path])
  // Whoever is in conflict with the path, the path is in conflict with.
  for (const other of existing) if (index.conflict(other) !== undefined) return other
  return undefined
}

export interface PathIndex {
  /** As findPathConflict, at a cost that depends on the length of the path only. */
  conflict(path: string): string | undefined
  add(path: string): void
  remove(path: string): void
}

/** A file or folder in the tree of an index; its key there is the folded name. */
type Entry = { name: string; isFile: boolean; children: Map<string, Entry> }

/** Answers findPathConflict for many paths; `paths` must be normalised. */
export function createPathIndex(paths: Iterable<string>): PathIndex {
  const root: Entry = { name: '', isFile: false, children: new Map() }
  // Most paths that are added were looked for just before.
  let last: { path: string; steps: Step[] } | undefined
  function stepsTo(path: string): Step[] {
    if (last?.path !== path) last = { path, steps: stepsOf(path) }
    return last.steps
  }

  const index: PathIndex = {
    conflict(path) {
      const steps = stepsTo(path)
      let at = root
      for (const [depth, { name, key, isFile }] of steps.entries()) {
        const entry = at.children.get(key)
        if (entry === undefined) return undefined
        if (entry.name !== name || entry.isFile !== isFile) {
          return [...steps.slice(0, depth).map((step) => step.name), ...firstPathIn(entry)].join('/')
        }
        at = entry
      }
      return undefined
    },
    add(path) {
      let at = root
      for (const { name, key, isFile } of stepsTo(path)) {
        const entry = at.children.get(key) ?? { name, isFile, children: new Map() }
        at.children.set(key, entry)
        at = entry
      }
    },
    remove(path) {
      const entries = [root]
      const steps = stepsTo(path)
      for (const { key } of steps) {
        const entry = entries.at(-1)?.children.get(key)
        if (entry === undefined) return
        entries.push(entry)
      }
      for (let depth = steps.length; depth > 0 && entries[depth]?.children.size === 0; depth--) {
        entries[depth - 1]?.children.delete(steps[depth - 1]?.key ?? '')
      }
    },
  }
  for (const path of paths) index.add(path)
  return index
}

/** A name of a path, from the outside in; a `key` is the same for names that cannot be beside each other. */
type Step = { name: string; key: string; isFile: boolean }

function stepsOf(path: string): Step[] {
  // Folding makes no slash and takes none away.
  const keys = fold(path).split('/')
  const names = path.split('/')
  return names.map((name, depth) => ({ name, key: keys[depth] ?? '', isFile: depth === names.length - 1 }))
}

/** The names down to some file. */
function firstPathIn(entry: Entry): string[] {
  const [child] = entry.children.values()
  return entry.isFile || child === undefined ? [entry.name] : [entry.name, ...firstPathIn(child)]
}

function refuse(reason: string): NormalizedPath {
  return { ok: false, reason }
}

function pathFault(path: string): string | undefined {
  if (path === '') return 'is empty'
  if (path.length > MAX_PATH_CHARS) return `is longer than ${MAX_PATH_CHARS} characters`
  if (path.startsWith('/')) return 'is absolute'
  if (/^[a-z]:/i.test(path)) return 'has a drive letter'
  if (INVISIBLE.test(path)) return 'has a control or invisible character'
  if (/[<>:"|?*]/.test(path)) return 'has one of the characters < > : " | ? *'
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
  if (/^ |[ .]$/.test(segment)) return 'has a segment that starts with a space or ends with a space or a dot'
  // Windows ignores what follows the first dot, and blanks before it.
  const stem = segment.split('.', 1)[0]?.trimEnd() ?? ''
  if (DEVICE_NAME.test(stem)) return `has the reserved name "${stem}"`
  if (GIT_FOLDER.test(segment)) return 'is inside a .git folder'
  if (segment.length > MAX_SEGMENT_BYTES / 3 && new TextEncoder().encode(segment).length > MAX_SEGMENT_BYTES) {
    return `has a segment longer than ${MAX_SEGMENT_BYTES} bytes`
  }
  return undefined
}

const ASCII = /^[\x20-\x7e]*$/

/** One key for all the spellings that a case-insensitive file system takes for one name (ß and SS included). */
function fold(path: string): string {
  if (ASCII.test(path)) return path.toUpperCase()
  return path.toLowerCase().toUpperCase().normalize('NFC')
}

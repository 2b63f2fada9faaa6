import { FILE_HEADERS_ONLY, formatPatch, structuredPatch, type StructuredPatch } from 'diff'
import type { Manifest } from '../services/database-types.ts'
import { isText } from './hash.ts'
import { entryOf } from './manifest.ts'

/** Each list is sorted by path. A file that only moved is in `renamed`, not in `added` and `removed`. */
export interface ManifestDiff {
  added: string[]
  removed: string[]
  changed: string[]
  renamed: { from: string; to: string }[]
}

/**
 * Most line edits that are searched for the shortest way; the search takes time with their square. Beyond it the patch
 * replaces the whole file, which is as right and longer.
 */
const MAX_EDITS = 2000

const CONTEXT_LINES = 3

/** What it takes to come from one version's files to another's. */
export function diffManifests(from: Manifest, to: Manifest): ManifestDiff {
  const gone = pathsOf(from).filter((path) => entryOf(to, path) === undefined)
  const fresh = pathsOf(to).filter((path) => entryOf(from, path) === undefined)
  const changed = pathsOf(to).filter((path) => {
    const before = entryOf(from, path)
    return before !== undefined && before.hash !== entryOf(to, path)?.hash
  })

  const goneByHash = new Map<string | undefined, string[]>()
  for (const path of gone) {
    const hash = entryOf(from, path)?.hash
    const same = goneByHash.get(hash)
    if (same === undefined) goneByHash.set(hash, [path])
    else same.push(path)
  }
  const renamed: ManifestDiff['renamed'] = []
  for (const path of fresh) {
    const source = goneByHash.get(entryOf(to, path)?.hash)?.shift()
    if (source !== undefined) renamed.push({ from: source, to: path })
  }
  const sources = new Set(renamed.map((pair) => pair.from))
  const targets = new Set(renamed.map((pair) => pair.to))
  return {
    added: fresh.filter((path) => !targets.has(path)),
    removed: gone.filter((path) => !sources.has(path)),
    changed,
    renamed: renamed.toSorted((a, b) => (a.from < b.from ? -1 : 1)),
  }
}

/**
 * A unified diff of one file, as `git apply` takes it; undefined stands for a file that is not there. Equal contents
 * give the empty string; contents of which one is not text give a line that says so.
 */
export function unifiedDiff(path: string, before: Uint8Array | undefined, after: Uint8Array | undefined): string {
  const oldName = before === undefined ? '/dev/null' : `a/${path}`
  const newName = after === undefined ? '/dev/null' : `b/${path}`
  const [oldText, newText] = [textOf(before), textOf(after)]
  if (oldText === undefined || newText === undefined) return `Binary files ${oldName} and ${newName} differ\n`
  if (oldText === newText) return ''
  const options = { context: CONTEXT_LINES, maxEditLength: MAX_EDITS }
  const patch = structuredPatch(oldName, newName, oldText, newText, undefined, undefined, options)
  return formatPatch(patch ?? replacement(oldName, newName, oldText, newText), FILE_HEADERS_ONLY)
}

function replacement(oldFileName: string, newFileName: string, oldText: string, newText: string): StructuredPatch {
  const [old, fresh] = [markedLines('-', oldText), markedLines('+', newText)]
  const hunk = {
    oldStart: 1,
    oldLines: old.count,
    newStart: 1,
    newLines: fresh.count,
    lines: [...old.lines, ...fresh.lines],
  }
  return { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [hunk] }
}

function markedLines(mark: string, text: string): { count: number; lines: string[] } {
  const parts = text.split('\n')
  const isEnded = parts.at(-1) === ''
  if (isEnded) parts.pop()
  const lines = parts.map((line) => mark + line)
  const count = lines.length
  if (!isEnded) lines.push('\\ No newline at end of file')
  return { count, lines }
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return ''
  return isText(bytes) ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : undefined
}

function pathsOf(manifest: Manifest): string[] {
  return Object.keys(manifest).toSorted()
}

import type { Manifest } from '../services/database-types.ts'
import { entryOf } from './manifest.ts'

/** Each list is sorted by path. A file that only moved is in `renamed`, not in `added` and `removed`. */
export interface ManifestDiff {
  added: string[]
  removed: string[]
  changed: string[]
  renamed: { from: string; to: string }[]
}

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

function pathsOf(manifest: Manifest): string[] {
  return Object.keys(manifest).toSorted()
}

import type { Manifest } from '../services/database-types.ts'

/** A path's entry; a file may be called `constructor`, so inherited properties must not answer. */
export function entryOf(manifest: Manifest, path: string): Manifest[string] | undefined {
  return Object.hasOwn(manifest, path) ? manifest[path] : undefined
}

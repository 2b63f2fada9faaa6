// How much the next files need each of those that are written already: what their purposes name, what imports them or is
// imported by much, and what stands beside them.
import { baseName, folderOf } from '../../checks/project-path.ts'
import type { MappedFiles } from './project-map.ts'
import { findNamed } from './rank-files.ts'

const SCORES = { namedByPurpose: 100, importsNext: 60, sameStem: 40, mostImported: 30, entry: 10, sameFolder: 8 }
/** From this score on, a file is needed whole. */
const NEEDED = 20

export type WrittenRanking = {
  /** What the next files most likely import, the most important first. */
  needed: string[]
  /** All written files in this order. */
  all: string[]
}

/** `purposes` is the text that says what the files at `next` are for. */
export function rankWritten(written: MappedFiles, next: readonly string[], purposes: string): WrittenRanking {
  const named = findNamed(written.keys(), purposes)
  const importers = countImporters(written)
  const folders = new Set(next.map(folderOf))
  const stems = new Set(next.map(stemOf))
  const score = (path: string, imports: readonly string[]) =>
    (named.has(path) ? SCORES.namedByPurpose : 0) +
    (imports.some((imported) => next.includes(imported)) ? SCORES.importsNext : 0) +
    (stems.has(stemOf(path)) ? SCORES.sameStem : 0) +
    Math.min(SCORES.mostImported, importers.get(path) ?? 0) +
    (/(?:^|\/)(?:index\.html|package\.json)$/.test(path) ? SCORES.entry : 0) +
    (folders.has(folderOf(path)) ? SCORES.sameFolder : 0)
  const scored = [...written]
    .map(([path, { imports }]) => ({ path, score: score(path, imports) }))
    // What was written last comes first among equals.
    .toReversed()
    .toSorted((a, b) => b.score - a.score)
  const needed = scored.filter((file) => file.score >= NEEDED)
  return { needed: needed.map(({ path }) => path), all: scored.map(({ path }) => path) }
}

function countImporters(files: MappedFiles): Map<string, number> {
  const importers = new Map<string, number>()
  for (const { imports } of files.values()) {
    for (const path of imports) importers.set(path, (importers.get(path) ?? 0) + 1)
  }
  return importers
}

/** The name without its folder and endings: what "cart.ts", "cart.css" and "cart.test.ts" have in common. */
function stemOf(path: string): string {
  return baseName(path).replace(/\..*$/, '')
}

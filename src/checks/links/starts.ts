import { foldersUpward, joinPath } from '../project-path.ts'
import type { Project } from '../project.ts'

/** Where the addresses in a file may start. */
export type Starts = {
  /** For relative addresses, the likeliest folder first; without any, only absolute ones are looked for. */
  folders: string[]
  /** For absolute addresses: any folder above may be the root of the site. */
  roots: string[]
  /** Folders among or in those whose content is put at the root of the site. */
  publicFolders: string[]
  /** There are more folders than are tried, so that what is not found may still be there. */
  areCut: boolean
  /** What it takes to look up an address from all of them. */
  unitsPerLink: number
}

/** Folders whose content build tools and servers put at the root of the site. */
const PUBLIC_FOLDERS = ['public', 'static']

/** A file rarely belongs to pages in more folders, and every address in it is tried from each of them. */
const MAX_FOLDERS = 20

export function createStarts({ folders: existing }: Project, from: Iterable<string>): Starts {
  const all = [...new Set(from)]
  const folders = all.slice(0, MAX_FOLDERS)
  const roots = [...new Set(['', ...folders.flatMap(foldersUpward)])]
  const publicFolders = roots
    .flatMap((root) => PUBLIC_FOLDERS.map((name) => joinPath(root, name)))
    .filter((folder) => folders.length > 0 && existing.has(folder))
  const unitsPerLink = 2 + folders.length + roots.length + publicFolders.length
  return { folders, roots, publicFolders, areCut: all.length > MAX_FOLDERS, unitsPerLink }
}

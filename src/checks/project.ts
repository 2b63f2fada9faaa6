import type { Work } from '../work.ts'
import { moduleNamesOf } from './links/module-names.ts'
import { baseName, foldersUpward, folderOf } from './project-path.ts'

/** What the checks look up in a project, indexed once. */
export type Project = {
  /** Contents of the text files. */
  files: ReadonlyMap<string, string>
  /** Every file, whether its content is text or not. */
  paths: ReadonlySet<string>
  /** Every folder that holds a file; "" is the root. */
  folders: ReadonlySet<string>
  /** The last segments of the folders. */
  folderNames: ReadonlySet<string>
  /** Paths by their lower-case form. */
  byLowerCase: ReadonlyMap<string, string>
  /** The first path that ends in these segments. */
  byEnding: ReadonlyMap<string, string>
  /** Paths by what Node or a bundler knows them by. */
  modules: ReadonlyMap<string, string>
  /** The same by the last segments of the name, for one that starts at an unknown folder: an alias or a base URL. */
  modulesByEnding: ReadonlyMap<string, string>
}

const UNITS_PER_NAME = 0.5

export async function indexProject(
  files: ReadonlyMap<string, string>,
  otherPaths: Iterable<string>,
  work: Work,
): Promise<Project> {
  const paths = new Set([...files.keys(), ...otherPaths].toSorted())
  const folders = new Set<string>([''])
  const byLowerCase = new Map<string, string>()
  const byEnding = new Map<string, string>()
  const modules = createRanking()
  const modulesByEnding = createRanking()
  for (const path of paths) {
    for (const folder of foldersUpward(folderOf(path))) folders.add(folder)
    if (!byLowerCase.has(path.toLowerCase())) byLowerCase.set(path.toLowerCase(), path)
    for (const ending of endingsOf(path)) if (!byEnding.has(ending)) byEnding.set(ending, path)
    for (const { name, rank, isFolder } of moduleNamesOf(path)) {
      modules.offer(name, path, rank)
      const endings = isFolder && name !== '' ? [...endingsOf(name), ''] : endingsOf(name)
      for (const ending of endings) modulesByEnding.offer(ending, path, rank)
      if (work.spend(endings.length * UNITS_PER_NAME)) await work.pause()
    }
  }
  const folderNames = new Set([...folders].map(baseName))
  return {
    files,
    paths,
    folders,
    folderNames,
    byLowerCase,
    byEnding,
    modules: modules.best,
    modulesByEnding: modulesByEnding.best,
  }
}

/** True when some folder of the project holds the path: it may be what the server or a build tool serves as root. */
export function existsBelowSomeFolder({ byEnding }: Project, path: string): boolean {
  return byEnding.has(path)
}

/** The path, and what is left of it without its outer folders. */
function endingsOf(path: string): string[] {
  const endings = [path]
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) endings.push(path.slice(at + 1))
  return endings
}

/** Keeps for each name the path of the lowest rank, of equal ones the first. */
function createRanking() {
  const best = new Map<string, string>()
  const ranks = new Map<string, number>()
  return {
    best,
    offer(name: string, path: string, rank: number): void {
      if ((ranks.get(name) ?? Infinity) <= rank) return
      ranks.set(name, rank)
      best.set(name, path)
    },
  }
}

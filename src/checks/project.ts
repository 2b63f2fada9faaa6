import { foldersUpward, baseName, folderOf } from './project-path.ts'

/** What the checks look up in a project, indexed once. */
export type Project = {
  /** Contents of the text files. */
  files: ReadonlyMap<string, string>
  /** Every file, whether its content is text or not. */
  paths: ReadonlySet<string>
  /** Every folder that holds a file; "" is the root. */
  folders: ReadonlySet<string>
  /** Paths by their lower-case form. */
  byLowerCase: ReadonlyMap<string, string>
  /** Paths by their last segment. */
  byName: ReadonlyMap<string, readonly string[]>
}

export function indexProject(files: ReadonlyMap<string, string>, otherPaths: Iterable<string>): Project {
  const paths = new Set([...files.keys(), ...otherPaths].toSorted())
  const folders = new Set<string>([''])
  const byLowerCase = new Map<string, string>()
  const byName = new Map<string, string[]>()
  for (const path of paths) {
    for (const folder of foldersUpward(folderOf(path))) folders.add(folder)
    if (!byLowerCase.has(path.toLowerCase())) byLowerCase.set(path.toLowerCase(), path)
    const name = baseName(path)
    const namesakes = byName.get(name)
    if (namesakes === undefined) byName.set(name, [path])
    else namesakes.push(path)
  }
  return { files, paths, folders, byLowerCase, byName }
}

/** True when some folder of the project holds the path: it may be what the server or a build tool serves as root. */
export function existsBelowSomeFolder(project: Project, path: string): boolean {
  const namesakes = project.byName.get(baseName(path)) ?? []
  return namesakes.some((other) => other === path || other.endsWith(`/${path}`))
}

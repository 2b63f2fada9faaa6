import { isInImportMap, type ImportMap } from './import-map.ts'
import { MAX_ADDRESS_CHARS } from './local-link.ts'
import { isAmbient } from './ambient-modules.ts'
import { isMade } from './made-files.ts'
import { nameMissing } from './missing-file.ts'
import { isNodeBuiltin } from './node-builtins.ts'
import { followAlias } from './path-aliases.ts'
import { isProvided } from './provided-names.ts'
import { extensionOf, followPath, foldersUpward, joinPath } from '../project-path.ts'
import type { Project } from '../project.ts'
import { quote } from '../report.ts'
import type { Toolchain } from './toolchain.ts'

/** What gives names their meaning. */
export type Surroundings = { project: Project; toolchain: Toolchain; importMap: ImportMap }

/** Neither a path nor a problem: what the name means is not for the project's files to say. */
export type Resolution = { path?: string; problem?: string }

/** `folder` is where relative names start. */
type Importer = { path: string; folder: string; isRequire: boolean }

const ELSEWHERE: Resolution = {}

const SCHEME = /^[a-z][a-z0-9+.-]*:/i

/** Follows the name of a module as `import` and `require` do. */
export function resolveImport(around: Surroundings, importer: Importer, specifier: string): Resolution {
  if (specifier.length > MAX_ADDRESS_CHARS) return ELSEWHERE
  const name = specifier.replace(/(?!^)[?#].*$/s, '')
  if (name === '' || SCHEME.test(name) || /^(?:\/\/|__)|[!{}]|<%/.test(name)) return ELSEWHERE
  if (isInImportMap(around.importMap, name)) return ELSEWHERE
  if (/^\.\.?(?:\/|$)/.test(name)) return resolveRelative(around, importer, name)
  if (name.startsWith('/')) return resolveAbsolute(around, name)
  return resolveBare(around, importer, name)
}

function resolveRelative(around: Surroundings, importer: Importer, name: string): Resolution {
  const { project, toolchain } = around
  const path = followPath(importer.folder, name)
  if (path === undefined) return { problem: `${quote(name)} leads out of the project: correct the path.` }
  const found = project.modules.get(path)
  if (found === undefined) {
    return isMissing(around, path) ? { problem: nameMissing(project, path, name) } : ELSEWHERE
  }
  if (found === path || importer.isRequire || toolchain.hasResolver || !runsAsWritten(importer.path)) {
    return { path: found }
  }
  return { problem: `Browsers need the whole file name in ${quote(name)}: the file is ${quote(found)}.` }
}

/** `/x` starts at the site's root, which may be any folder of the project. */
function resolveAbsolute(around: Surroundings, name: string): Resolution {
  const { project } = around
  const path = followPath('', name) ?? ''
  const found = project.modules.get(path) ?? project.modulesByEnding.get(path)
  if (found !== undefined) return { path: found }
  return path.startsWith('@') || !isMissing(around, path) ? ELSEWHERE : { problem: nameMissing(project, path, name) }
}

function resolveBare(around: Surroundings, { folder }: Importer, name: string): Resolution {
  const { project, toolchain } = around
  const alias = followAlias(project, toolchain.aliases, folder, name)
  if (alias?.path !== undefined) return { path: alias.path }
  if (isNodeBuiltin(name) || isDeclared(toolchain, name) || isAmbient(toolchain.ambient, name)) return ELSEWHERE
  if (alias !== undefined) {
    const { expected } = alias
    if (expected === undefined || !isMissing(around, expected)) return ELSEWHERE
    return { problem: nameMissing(project, expected, name) }
  }
  if (/^[@~]\//.test(name) && toolchain.hasResolver) return resolveSourceAlias(around, folder, name)
  if (toolchain.hasResolver && isNamedByTools(around, name)) return ELSEWHERE
  if (!toolchain.packages.areKnown) return ELSEWHERE
  const packageName = quote(packageOf(name))
  const problem = toolchain.packages.areListed
    ? `${packageName} is not in package.json: add it to the dependencies or do without it.`
    : `${packageName} is not in package.json or an import map: import it by URL or do without it.`
  return { problem }
}

function isMissing({ project, toolchain }: Surroundings, path: string): boolean {
  return !isMade(project, toolchain, path, 'import')
}

/** Where the folder of the sources may be, from any folder above. */
const SOURCE_FOLDERS = ['', 'src', 'app', 'client', 'resources/js']

/**
 * `@/x` and `~/x` mean a file below the folder of the sources, wherever that is. One found there is the file that is
 * meant; any other with the same ending only keeps the name from being wrong.
 */
function resolveSourceAlias(around: Surroundings, folder: string, name: string): Resolution {
  const { project, toolchain } = around
  const path = name.slice(2)
  const candidates = foldersUpward(folder).flatMap((above) =>
    SOURCE_FOLDERS.map((source) => project.modules.get(joinPath(joinPath(above, source), path))),
  )
  const [found, other] = new Set(candidates.filter((candidate) => candidate !== undefined))
  if (found !== undefined) return other === undefined ? { path: found } : ELSEWHERE
  if (project.modulesByEnding.has(path)) return ELSEWHERE
  const first = path.split('/', 1)[0] ?? ''
  const isRedirected = toolchain.settings.aliases.has(`${name.charAt(0)}/${first}`)
  if (!project.folderNames.has(first) || isRedirected || !isMissing(around, path)) return ELSEWHERE
  return { problem: nameMissing(project, path, name) }
}

/** Listed in a package.json or a lock file, provided by what is listed, or a package of the project itself. */
function isDeclared({ packages, provided }: Toolchain, name: string): boolean {
  const { dependencies, own, hasImports } = packages
  if (hasImports && name.startsWith('#')) return true
  const packageName = packageOf(name)
  if (isProvided(provided, name, packageName)) return true
  const types = `@types/${packageName.replace(/^@/, '').replace('/', '__')}`
  return own.has(packageName) || dependencies.has(packageName) || dependencies.has(types)
}

function isNamedByTools({ project, toolchain: { settings } }: Surroundings, name: string): boolean {
  if (/^[#$~]/.test(name)) return true
  if (settings.aliases.has(packageOf(name)) || settings.aliases.has(name.split('/', 1)[0] ?? '')) return true
  return settings.hasBaseFolder && project.modulesByEnding.has(name)
}

function packageOf(name: string): string {
  return name.split('/', name.startsWith('@') ? 2 : 1).join('/')
}

/** A file that no compiler has to turn into JavaScript first. */
function runsAsWritten(path: string): boolean {
  return ['.js', '.mjs', '.html', '.htm'].includes(extensionOf(path))
}

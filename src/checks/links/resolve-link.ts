import { readLocalLink, type LocalLink } from './local-link.ts'
import type { Link } from '../markup/markup-links.ts'
import { isMade } from './made-files.ts'
import { nameMissing } from './missing-file.ts'
import { baseName, extensionOf, followPath, joinPath } from '../project-path.ts'
import { existsBelowSomeFolder, type Project } from '../project.ts'
import { quote } from '../report.ts'
import type { Surroundings } from './resolve-import.ts'
import type { Starts } from './starts.ts'
import type { Toolchain } from './toolchain.ts'

/** Addresses under which servers and platforms answer by themselves. */
const SERVED = /^(?:api|_next|_vercel|\.netlify|\.well-known|cdn-cgi|webjars|@[\w-]+)(?:\/|$)/

/** What .NET serves beside the files of the project. */
const SERVED_BY_DOTNET = /(?:^|\/)(?:_framework|_content)\/|\.styles\.css$/

/** Why a link leads nowhere, if it does. */
export function findLinkProblem(
  around: Surroundings,
  starts: Starts,
  { kind, address }: Pick<Link, 'kind' | 'address'>,
): string | undefined {
  const link = readLocalLink(address)
  if (link === undefined) return undefined
  const { project, toolchain } = around
  const isFile = extensionOf(link.path) !== ''
  if (kind !== 'resource' && (toolchain.makesPages || (!isFile && isRoute(toolchain, kind)))) return undefined
  if (toolchain.extensions.has('.csproj') && SERVED_BY_DOTNET.test(link.path)) return undefined
  const paths = pathsOf(link, starts)
  const [path] = paths
  if (path === undefined) return isFile ? `${quote(address)} leads out of the project: correct the path.` : undefined
  if (paths.some((candidate) => isServed(project, candidate))) return undefined
  if (starts.areCut) return undefined
  if (starts.publicFolders.some((folder) => isServedFrom(project, folder, link.path))) return undefined
  if (link.isAbsolute && isServedElsewhere(around, path)) return undefined
  return isMade(project, toolchain, path, 'link') ? undefined : nameMissing(project, path, address)
}

/** The file that an address means, where it is one of the project. */
export function findLinkedFile({ paths }: Project, starts: Starts, address: string): string | undefined {
  const link = readLocalLink(address)
  return link === undefined ? undefined : pathsOf(link, starts).find((path) => paths.has(path))
}

function pathsOf({ path, isAbsolute }: LocalLink, { roots, folders }: Starts): string[] {
  const starts = isAbsolute ? roots : folders
  return [...new Set(starts.map((folder) => followPath(folder, path)))].filter((found) => found !== undefined)
}

function isRoute({ hasRoutes, handlesForms }: Toolchain, kind: Link['kind']): boolean {
  return hasRoutes || (kind === 'form' && handlesForms)
}

/** A file, a folder with a page, or a page written without its ending. */
function isServed({ paths, folders }: Project, path: string): boolean {
  if (paths.has(path) || paths.has(`${path}.html`)) return true
  return folders.has(path) && (paths.has(joinPath(path, 'index.html')) || paths.has(joinPath(path, 'index.htm')))
}

function isServedFrom(project: Project, folder: string, relative: string): boolean {
  const path = followPath(folder, relative)
  return path !== undefined && isServed(project, path)
}

/** The site may be served below a path of its own, as a repository is on GitHub Pages. */
function isBelowSitePath(project: Project, rest: string): boolean {
  return existsBelowSomeFolder(project, rest) || existsBelowSomeFolder(project, `${rest}.html`)
}

/** An absolute address starts at a root that only the server knows, and may be that of a library on the server. */
function isServedElsewhere({ project, toolchain }: Surroundings, path: string): boolean {
  if (SERVED.test(path)) return true
  if (path === '') return existsBelowSomeFolder(project, 'index.html')
  const first = path.split('/', 1)[0] ?? ''
  if (toolchain.hasRoutes && existsBelowSomeFolder(project, baseName(path))) return true
  if (existsBelowSomeFolder(project, path) || toolchain.packages.dependencies.has(first)) return true
  return path !== first && !project.folders.has(first) && isBelowSitePath(project, path.slice(first.length + 1))
}

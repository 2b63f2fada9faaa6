// What the files of a project mean to each other, as far as showing one of them needs to know.
import { asRecord, parseLenientJson } from '../../checks/json/parse-json.ts'
import { followAlias, readPathAliases, type PathAliases } from '../../checks/links/path-aliases.ts'
import { folderOf, followPath } from '../../checks/project-path.ts'
import { indexProject, type Project } from '../../checks/project.ts'
import type { Manifest } from '../../services/database-types.ts'
import { encodePath } from '../../services/encode-path.ts'
import { createWork } from '../../work.ts'
import { styleUrl, takePackages } from './import-map.ts'

/** Files that are read beside the one that is shown, where the project has them. */
export const BESIDE = ['package.json', 'tsconfig.json', 'tsconfig.app.json', 'jsconfig.json']

export type ProjectView = {
  /** What the address of every file begins with. */
  base: string
  project: Project
  aliases: PathAliases
  /** Ranges of versions by the names of packages. */
  packages: Record<string, string>
  /** From where createElement and Fragment are imported. */
  jsxSource: string
  modulesUrl: string
}

const MAX_UNITS = 1_000_000

export async function viewProject(
  { base, modulesUrl }: Pick<ProjectView, 'base' | 'modulesUrl'>,
  manifest: Manifest,
  beside: Record<string, string>,
): Promise<ProjectView> {
  const work = createWork({ limit: MAX_UNITS })
  const project = await indexProject(new Map(Object.entries(beside)), Object.keys(manifest), work)
  const settings = new Map<string, Record<string, unknown>>()
  for (const path of BESIDE) {
    settings.set(path, asRecord(parseLenientJson(beside[path] ?? '')))
    if (work.isOver()) await work.pause()
  }
  const { dependencies, peerDependencies } = settings.get('package.json') ?? {}
  const listed = { ...asRecord(peerDependencies), ...asRecord(dependencies) }
  if (work.isOver()) await work.pause()
  const aliases = await readPathAliases(project, work)
  const jsxSource = jsxSourceOf(settings.values(), listed)
  return { base, modulesUrl, project, aliases, packages: takePackages(listed), jsxSource }
}

function jsxSourceOf(settings: Iterable<Record<string, unknown>>, listed: Record<string, unknown>): string {
  for (const { compilerOptions } of settings) {
    const { jsxImportSource } = asRecord(compilerOptions)
    if (typeof jsxImportSource === 'string') return jsxImportSource
  }
  return ['react', 'preact', 'vue'].find((name) => typeof listed[name] === 'string') ?? 'react'
}

const SCRIPT = /\.(?:[cm]?[jt]s|[jt]sx)$/i
const STYLE = /\.css$/i

/** The address by which a browser finds what a module of the path `from` calls `specifier`; undefined where it finds it by that. */
export function addressOfModule(view: ProjectView, from: string, specifier: string): string | undefined {
  const [, name = '', query = ''] = /^([^?#]*)(?:\?([^#]*))?/.exec(specifier) ?? []
  if (name === '' || /^[a-z][\w+.-]*:|^\/\//i.test(name)) return undefined
  const path = pathOf(view, from, name)
  if (path !== undefined) return addressOf(view, path, query)
  if (/^\.{0,2}\//.test(name)) return undefined
  const style = STYLE.test(name) ? styleUrl(view, name) : undefined
  return style === undefined ? undefined : `data:text/javascript,${encodeURIComponent(linkStyle(style))}`
}

function pathOf({ project, aliases }: ProjectView, from: string, name: string): string | undefined {
  const find = (path: string | undefined) => (path === undefined ? undefined : project.modules.get(path))
  const folder = folderOf(from)
  if (/^\.{1,2}(?:\/|$)/.test(name)) return find(followPath(folder, name))
  if (name.startsWith('/')) return find(name.slice(1)) ?? find(`public${name}`)
  const alias = followAlias(project, aliases, folder, name)?.path
  if (alias !== undefined || !/^[@~]\//.test(name)) return alias
  return find(`src/${name.slice(2)}`) ?? find(name.slice(2))
}

/** What is no script is shown to an import as one. */
function addressOf({ base }: ProjectView, path: string, query: string): string {
  const address = base + encodePath(path)
  if (SCRIPT.test(path) && !/\b(?:raw|url)\b/.test(query)) return address
  return `${address}?import${query === '' ? '' : `&${query}`}`
}

/** A module that is done once its style is there, so that nothing is seen without it. */
export function linkStyle(address: string): string {
  return (
    `const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: ${JSON.stringify(address)} });` +
    ' await new Promise((done) => { link.onload = link.onerror = done; document.head.append(link) });'
  )
}

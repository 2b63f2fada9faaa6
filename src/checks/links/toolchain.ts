import type { Work } from '../../work.ts'
import { readAmbientModules, type AmbientModules } from './ambient-modules.ts'
import { readIgnoredPaths } from './ignored-paths.ts'
import { readLockedNames } from './lock-files.ts'
import { readPathAliases, type PathAliases } from './path-aliases.ts'
import { readProvidedNames, type ProvidedNames } from './provided-names.ts'
import { readTools, type Tools } from './tools.ts'
import { isSettingsFile, readBuildSettings, type BuildSettings } from '../json/build-settings.ts'
import { readPackages, type Packages } from '../json/package-manifests.ts'
import { baseName, extensionOf } from '../project-path.ts'
import type { Project } from '../project.ts'
import type { Report } from '../report.ts'
import { CHARS_PER_UNIT } from '../text-work.ts'

/** What surrounds the files: tools and servers that give meaning to names that are no files. */
export type Toolchain = Tools & {
  packages: Packages
  settings: BuildSettings
  aliases: PathAliases
  provided: ProvidedNames
  ambient: AmbientModules
  /** A .gitignore leaves the path out of the repository. */
  isIgnored: (path: string) => boolean
  /** Those of all files. */
  extensions: ReadonlySet<string>
  /** Something resolves module names otherwise than a browser does. */
  hasResolver: boolean
  /** Pages may exist that are no files: a server or a router answers. */
  hasRoutes: boolean
  /** Scripts take over what forms send. */
  handlesForms: boolean
}

const SERVER_EXTENSIONS = new Set(
  (
    '.py .php .rb .go .java .kt .cs .cshtml .razor .rs .ex .exs .erb .ejs .pug .hbs .njk .jsp .vue .svelte .astro ' +
    '.liquid .twig .tmpl'
  ).split(' '),
)

const SERVER_FILES = new Set([
  'package.json',
  'deno.json',
  'deno.jsonc',
  '_redirects',
  'netlify.toml',
  'vercel.json',
  'nginx.conf',
])

const MAX_SETTINGS_CHARS = 200_000

const SITE_FILE =
  /^(?:_config\.ya?ml|hugo\.(?:toml|ya?ml|json)|\.eleventy\.js|eleventy\.config\.[cm]?[jt]s|mkdocs\.ya?ml|_quarto\.yml|book\.toml|pelicanconf\.py|conf\.py)$/

/** Files of commands, in which the names of outputs stand. */
const COMMANDS_FILE =
  /(?:^|\/)(?:package\.json|(?:GNU)?[Mm]akefile|[Jj]ustfile|Taskfile\.ya?ml|Dockerfile|Trunk\.toml|[^/]+\.(?:sh|bat|ps1|mk))$/

export async function readToolchain(
  project: Project,
  reportFor: (path: string) => Report,
  work: Work,
): Promise<Toolchain> {
  const { files, paths } = project
  const names = [...paths]
  const packages = await readPackages(files, reportFor, work)
  const mentioned = await readMentions(files, work)
  const settings = textOf(files, isSettingsFile)
  const viteSettings = textOf(files, (path) => baseName(path).startsWith('vite.config.'))
  const tools = readTools(packages.dependencies, settings, viteSettings)
  const toolchain = {
    ...tools,
    packages,
    settings: readBuildSettings(
      settings,
      textOf(files, (path) => COMMANDS_FILE.test(path)),
      textOf(files, (path) => baseName(path) === 'Cargo.toml'),
    ),
    aliases: await readPathAliases(project, work),
    provided: readProvidedNames(project, packages.dependencies),
    ambient: await readAmbientModules(files, work),
    isIgnored: await readIgnoredPaths(files, work),
    extensions: new Set(names.map(extensionOf)),
    hasResolver: packages.areListed || names.some(isSettingsFile),
    hasRoutes: names.some(isServerFile) || mentioned.routes,
    makesPages: tools.makesPages || names.some((path) => SITE_FILE.test(baseName(path))),
    handlesForms: mentioned.forms,
    allowsJsx: tools.allowsJsx || mentioned.babel,
  }
  for (const name of await readLockedNames(files, work)) packages.dependencies.add(name)
  return toolchain
}

/** What the scripts and pages of the project have to do with, going by words in them. */
async function readMentions(files: ReadonlyMap<string, string>, work: Work) {
  const mentioned = { routes: false, forms: false, babel: false }
  for (const [path, text] of files) {
    if (!/\.(?:html?|[cm]?[jt]sx?)$/i.test(path)) continue
    if (work.spend(text.length / CHARS_PER_UNIT)) await work.pause()
    // Finding a word is native code; a pattern is interpreted on its first megabyte.
    mentioned.routes ||= text.includes('pushState') || text.includes('popstate')
    mentioned.forms ||= text.toLowerCase().includes('submit')
    mentioned.babel ||= text.includes('text/babel') || text.includes('@babel/standalone')
  }
  return mentioned
}

function isServerFile(path: string): boolean {
  return SERVER_FILES.has(baseName(path)) || SERVER_EXTENSIONS.has(extensionOf(path))
}

/** The texts of these files, as far as settings are read. */
function textOf(files: ReadonlyMap<string, string>, isWanted: (path: string) => boolean): string {
  const texts: string[] = []
  let chars = 0
  for (const [path, text] of files) {
    if (chars >= MAX_SETTINGS_CHARS) break
    if (!isWanted(path)) continue
    texts.push(text.slice(0, MAX_SETTINGS_CHARS))
    chars += text.length
  }
  return texts.join('\n').slice(0, MAX_SETTINGS_CHARS)
}

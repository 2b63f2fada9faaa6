import type { Work } from '../../work.ts'
import { readAmbientModules, type AmbientModules } from './ambient-modules.ts'
import { readIgnoredPaths } from './ignored-paths.ts'
import { readLockedNames } from './lock-files.ts'
import { readPathAliases, type PathAliases } from './path-aliases.ts'
import { readProvidedNames, type ProvidedNames } from './provided-names.ts'
import { isSettingsFile, readBuildSettings, type BuildSettings } from '../json/build-settings.ts'
import { readPackages, type Packages } from '../json/package-manifests.ts'
import { baseName, extensionOf } from '../project-path.ts'
import type { Project } from '../project.ts'
import type { Report } from '../report.ts'
import { CHARS_PER_UNIT } from '../text-work.ts'

/** What surrounds the files: tools and servers that give meaning to names that are no files. */
export type Toolchain = {
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
  /** Pages that are no files are made when the site is built. */
  makesPages: boolean
  /** Scripts and style sheets of pages may be what a bundler or a task runner writes. */
  writesBundles: boolean
  /** Scripts take over what forms send. */
  handlesForms: boolean
  /** `.js` files may hold syntax that only a compiler knows. */
  hasCompiler: boolean
  /** Names may be imported without a word of it in the file. */
  importsByItself: boolean
  /** Import and require may stand in one file. */
  takesBothKinds: boolean
  /** The service worker is written when the site is built. */
  makesServiceWorker: boolean
  /** Vite reads the scripts, and JSX only in files whose names say so. */
  refusesJsx: boolean
  /** `.js` files may hold JSX. */
  allowsJsx: boolean
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

const JSX_PACKAGES = (
  'react preact solid-js inferno next gatsby react-native expo vue hono @builder.io/qwik @wordpress/scripts react-scripts ' +
  '@babel/preset-react @types/react @docusaurus/core ink'
).split(' ')

const COMPILER =
  /^(?:@babel\/|babel-|@swc\/|flow-bin$|(?:typescript|esbuild|vite|webpack|parcel|next|gatsby|react-scripts|react-native|expo|ember-cli|lit|tsx)$)/

/** They write the scripts of pages under names of their own; with Vite and Parcel, pages name the sources. */
const BUNDLE_WRITERS = 'webpack gulp grunt rollup esbuild browserify laravel-mix @angular/cli brunch microbundle'.split(
  ' ',
)

const IMPORTING_PACKAGES = 'unplugin-auto-import nuxt nitropack wxt @nuxt/kit babel-plugin-auto-import'.split(' ')

/** Tools that run or bundle a file which has both import and require. */
const TAKES_BOTH =
  /^(?:@babel\/|babel-|@swc\/|jest|webpack|react-scripts$|next$|nuxt$|gatsby$|parcel|rollup|browserify|metro|expo$|react-native$|@angular\/cli$|laravel-mix$|gulp|esbuild$|bun$|bun-types$|@types\/bun$|tsup$|tsx$|ts-node$|electron|nw$|meteor-|requirejs$|ember-cli$|@rspack\/|vue-cli|@vue\/cli|esm$|@docusaurus\/|@wordpress\/|requirejs$)/

const SERVICE_WORKER_MAKER = /pwa|workbox|serwist|service-worker|^react-scripts$|offline/

const MAX_SETTINGS_CHARS = 200_000

const SITE_PACKAGES = '@11ty/eleventy hexo vuepress vitepress @docusaurus/core gridsome metalsmith astro gatsby'.split(
  ' ',
)
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
  const hasAny = (list: string[]) => list.some((name) => packages.dependencies.has(name))
  const mentioned = await readMentions(files, work)
  const settings = textOf(files, isSettingsFile).slice(0, MAX_SETTINGS_CHARS)
  const toolchain = {
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
    makesPages: hasAny(SITE_PACKAGES) || names.some((path) => SITE_FILE.test(baseName(path))),
    writesBundles: hasAny(BUNDLE_WRITERS) && !packages.dependencies.has('vite'),
    handlesForms: mentioned.forms,
    hasCompiler: [...packages.dependencies].some((name) => COMPILER.test(name)),
    importsByItself: hasAny(IMPORTING_PACKAGES) || /AutoImport|ProvidePlugin|jsxInject|\binject\b/.test(settings),
    takesBothKinds:
      [...packages.dependencies].some((name) => TAKES_BOTH.test(name)) ||
      /commonjs|require/i.test(settings.replace(/module\.exports|["']commonjs["']/gi, '')),
    makesServiceWorker: [...packages.dependencies].some((name) => SERVICE_WORKER_MAKER.test(name)),
    refusesJsx:
      hasAny(['@vitejs/plugin-react', '@vitejs/plugin-react-swc']) &&
      !/jsx|loader/i.test(textOf(files, (path) => /^vite\.config\./.test(baseName(path)))),
    allowsJsx: hasAny(JSX_PACKAGES) || mentioned.babel,
  }
  for (const name of await readLockedNames(files, work)) packages.dependencies.add(name)
  return toolchain
}

/** What the scripts and pages of the project have to do with, going by words in them. */
async function readMentions(files: ReadonlyMap<string, string>, work: Work) {
  const mentioned = { routes: false, forms: false, babel: false }
  for (const [path, text] of files) {
    if (!/\.(?:html?|[cm]?[jt]sx?)$/i.test(path)) continue
    mentioned.routes ||= /pushState|popstate/.test(text)
    mentioned.forms ||= /submit/i.test(text)
    mentioned.babel ||= /text\/babel|@babel\/standalone/.test(text)
    if (work.spend(text.length / CHARS_PER_UNIT)) await work.pause()
  }
  return mentioned
}

function isServerFile(path: string): boolean {
  return SERVER_FILES.has(baseName(path)) || SERVER_EXTENSIONS.has(extensionOf(path))
}

function textOf(files: ReadonlyMap<string, string>, isWanted: (path: string) => boolean): string {
  return [...files]
    .filter(([path]) => isWanted(path))
    .map(([, text]) => text)
    .join('\n')
}

import type { Work } from '../../work.ts'
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
  /** Something resolves module names otherwise than a browser does. */
  hasResolver: boolean
  /** Pages may exist that are no files: a server or a router answers. */
  hasRoutes: boolean
  /** Scripts take over what forms send. */
  handlesForms: boolean
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

const JSX_PACKAGES = 'react preact solid-js inferno next gatsby react-native expo vue hono @builder.io/qwik'.split(' ')

export async function readToolchain(
  { files, paths }: Project,
  reportFor: (path: string) => Report,
  work: Work,
): Promise<Toolchain> {
  const names = [...paths]
  const packages = await readPackages(files, reportFor, work)
  const settings = readBuildSettings(
    textOf(files, isSettingsFile),
    textOf(files, (path) => baseName(path) === 'package.json'),
  )
  const mentioned = await readMentions(files, work)
  return {
    packages,
    settings,
    hasResolver: packages.areListed || names.some(isSettingsFile),
    hasRoutes: names.some(isServerFile) || mentioned.routes,
    handlesForms: mentioned.forms,
    allowsJsx: JSX_PACKAGES.some((name) => packages.dependencies.has(name)) || mentioned.babel,
  }
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

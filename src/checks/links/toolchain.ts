import { isSettingsFile, readBuildSettings, type BuildSettings } from '../json/build-settings.ts'
import { readManifests, type PackageManifest } from '../json/package-manifests.ts'
import { baseName, extensionOf } from '../project-path.ts'
import type { Project } from '../project.ts'

/** What surrounds the files: tools and servers that give meaning to names that are no files. */
export type Toolchain = {
  manifests: PackageManifest[]
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

export function readToolchain({ files, paths }: Project): Toolchain {
  const names = [...paths]
  const manifests = readManifests(files)
  const settings = readBuildSettings(
    textOf(files, isSettingsFile),
    textOf(files, (path) => baseName(path) === 'package.json'),
  )
  const scripts = [...files].filter(([path]) => /\.(?:html?|[cm]?[jt]sx?)$/i.test(path)).map(([, text]) => text)
  const mentions = (pattern: RegExp) => scripts.some((text) => pattern.test(text))
  return {
    manifests,
    settings,
    hasResolver: manifests.length > 0 || names.some(isSettingsFile),
    hasRoutes: names.some(isServerFile) || mentions(/pushState|popstate/),
    handlesForms: mentions(/submit/i),
    allowsJsx:
      manifests.some(({ packages }) => JSX_PACKAGES.some((name) => packages.has(name))) ||
      mentions(/text\/babel|@babel\/standalone/),
  }
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

// Files that are named and not there because a tool makes them: a build, a compiler of another language, a server.
import { baseName, extensionOf } from '../project-path.ts'
import type { Project } from '../project.ts'
import type { Toolchain } from './toolchain.ts'

/** Imports are followed by tools that read the sources; links by browsers, which get what a build has written. */
export type Follower = 'import' | 'link'

const OUTPUT_FOLDER = /(?:^|\/)(?:dist|build|out|generated|__generated__|\.[^/.][^/]*|\+types|gql|pkg)(?:\/|$)/
const GENERATED_NAME = /^\$|[.-](?:gen|generated)(?:\.|$)/
/** What bundlers and task runners write under names that only they know. */
const BUNDLE = /\.(?:js|mjs|css|map)$/i

/** By the extension of an output, those of sources with the same name that become it. */
const SOURCES: Record<string, string> = {
  '.css': '.scss .sass .less .styl .pcss .postcss',
  '.js': '.ts .tsx .coffee .elm .res .re .ml .purs .cljs .dart .hx .c .cc .cpp .rs .kt .civet .ls .imba .fs',
  '.mjs': '.mts .res .ml .c .cc .cpp',
  '.html': '.pug .jade .haml .slim .md .mdx .njk .hbs .ejs .liquid .adoc .rst',
}
/** Those of them that no bundler takes by the name of the output, so that an import of it is right. */
const COMPILED_FIRST = '.coffee .res .re .ml .purs .cljs .civet .ls .fs'.split(' ')

/** What the tools beside a file of this name make. */
const MADE_BESIDE: [marker: string, made: RegExp][] = [
  ['Cargo.toml', /(?:^|\/)pkg\/|_bg\.wasm/],
  ['elm.json', /(?:^|\/)(?:elm|main|app)(?:\.min)?\.js$/],
  ['go.mod', /(?:^|\/)wasm_exec\.js$/],
  ['pubspec.yaml', /(?:^|\/)(?:flutter\w*|main\.dart)\.js$/],
]
const WASM_SOURCES = ['.rs', '.go', '.c', '.cc', '.cpp', '.zig', '.wat', '.ts', '.cs', '.swift', '.kt']

export function isMade(project: Project, toolchain: Toolchain, path: string, follower: Follower): boolean {
  if (path.includes('node_modules/') || toolchain.isIgnored(path)) return true
  const name = baseName(path)
  if (toolchain.settings.outputs.has(name)) return true
  if (toolchain.hasResolver && (OUTPUT_FOLDER.test(path) || GENERATED_NAME.test(name))) return true
  if (MADE_BESIDE.some(([marker, made]) => made.test(path) && project.byEnding.has(marker))) return true
  if (path.endsWith('.wasm') && WASM_SOURCES.some((extension) => toolchain.extensions.has(extension))) return true
  if (follower === 'link' && toolchain.writesBundles && BUNDLE.test(path)) return true
  return !toolchain.takesSources && hasSource(project, name, follower)
}

function hasSource({ byEnding }: Project, name: string, follower: Follower): boolean {
  const extension = extensionOf(name)
  const stem = name.slice(0, name.length - extension.length).replace(/\.(?:min|bundle|bs|res)$/, '')
  const sources = (SOURCES[extension] ?? '').split(' ').filter((source) => source !== '')
  const usable = follower === 'link' ? sources : sources.filter((source) => COMPILED_FIRST.includes(source))
  if (usable.some((source) => byEnding.has(stem + source))) return true
  return follower === 'link' && name.includes('.min.') && byEnding.has(stem + extension)
}

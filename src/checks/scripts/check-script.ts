import type { Work } from '../../work.ts'
import { resolveImport, type Surroundings } from '../links/resolve-import.ts'
import { findLinkProblem } from '../links/resolve-link.ts'
import type { Toolchain } from '../links/toolchain.ts'
import type { Starts } from '../links/starts.ts'
import { quote, type Report } from '../report.ts'
import type { AllExports } from './all-exports.ts'
import { parseScript, type ScriptText } from './parse-script.ts'
import { readScriptFacts, type ScriptFacts } from './script-facts.ts'
import type { ImportedName, ScriptLink } from './script-links.ts'

/** Names that a script imports from a file of the project. */
export type NamedImport = { path: string; target: string; names: ImportedName[]; report: Report }

/** Reports a syntax error; undefined when the script cannot be read. */
export async function readScript(script: ScriptText, report: Report, work: Work): Promise<ScriptFacts | undefined> {
  const parsed = await parseScript(script, work)
  if (parsed.state === 'failed' && !hasPlaceholder(script.text, parsed.offset)) {
    report.add('syntax_error', parsed.message, parsed.offset)
  }
  if (parsed.state === 'unread') report.omit(parsed.reason)
  if (parsed.state !== 'parsed') return undefined
  const { program, wantsModule = false, jsxOffset } = parsed
  return readScriptFacts(program, { wantsModule, jsxOffset }, work)
}

/** A mark of a template language on the line of a mistake: a server fills it before a browser reads it. */
function hasPlaceholder(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const line = text.slice(Math.max(start, offset - 200), offset + 200).split('\n', 1)[0] ?? ''
  return /\{%|<%|\[\[\$\{|\{\{[\s\w.|'"]+\}\}/.test(line)
}

/** `path` is the file that holds the script: of an inline script, the page. */
export type LinkedScript = { path: string; starts: Starts; links: ScriptLink[]; report: Report }

const UNITS_PER_IMPORT = 8
const UNITS_PER_NAME = 0.3

/** Reports the links that lead nowhere, and returns what the script imports by name. */
export async function checkScriptLinks(
  around: Surroundings,
  { path, starts, links, report }: LinkedScript,
  work: Work,
): Promise<NamedImport[]> {
  const [folder = ''] = starts.folders
  const imports: NamedImport[] = []
  for (const link of links) {
    if (report.isFull()) break
    if (link.optional) continue
    if (work.spend(UNITS_PER_IMPORT + around.toolchain.aliases.count / 50)) await work.pause()
    if (link.kind === 'import' || link.kind === 'require') {
      const importer = { path, folder, isRequire: link.kind === 'require' }
      const { path: target, problem } = resolveImport(around, importer, link.specifier)
      if (problem !== undefined) report.add('unresolved_import', problem, link.offset)
      if (target !== undefined && !link.specifier.includes('?'))
        imports.push({ path, target, names: link.names, report })
    } else if (isFileToHave(around.toolchain, link)) {
      work.spend(starts.unitsPerLink)
      const problem = findLinkProblem(around, starts, { kind: 'resource', address: link.specifier })
      if (problem !== undefined) report.add('unresolved_link', problem, link.offset)
    }
  }
  return imports
}

/** Other addresses may be files that the script writes itself, or answers of a server. */
function isFileToHave(toolchain: Toolchain, { kind, specifier }: ScriptLink): boolean {
  switch (kind) {
    case 'url':
      return SOURCE.test(specifier)
    case 'data':
      return DATA.test(specifier) && !toolchain.hasRoutes
    case 'media':
      return MEDIA.test(specifier) && !(toolchain.hasRoutes && specifier.startsWith('/'))
    case 'serviceWorker':
      return !toolchain.makesServiceWorker
    default:
      return true
  }
}

const SOURCE = /\.(?:[cm]?js|css|html|wasm|svg|png|jpe?g|gif|webp|avif|mp3|ogg|wav|mp4|webm|woff2?)(?:[?#]|$)/i
const DATA = /^(?![a-z]+:)[^?#]*\.(?:json|csv|tsv|txt|md|html?|xml|svg|geojson|ya?ml|glb|gltf|wasm)$/i
const MEDIA = /\.(?:png|jpe?g|gif|webp|avif|svg|mp3|ogg|wav|m4a|mp4|webm)(?:[?#]|$)/i

/** Reports the names that the target surely does not export. */
export async function checkNamedImport(
  { path, target, names, report }: NamedImport,
  exportsOf: (path: string) => AllExports | undefined,
  work: Work,
): Promise<void> {
  // Types may be declared beside JavaScript, or in its comments.
  const exported = isTypeScript(path) && !isTypeScript(target) ? undefined : exportsOf(target)
  if (exported === undefined || !exported.certain) return
  for (const { name, offset } of names) {
    if (report.isFull()) return
    if (!exported.has(name)) report.add('missing_export', describeMissing(target, name, exported), offset)
    if (work.spend(UNITS_PER_NAME)) await work.pause()
  }
}

function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/i.test(path)
}

function describeMissing(target: string, name: string, exported: AllExports): string {
  if (name === 'default') return `${quote(target)} has no default export: import by name or add one.`
  if (exported.isDefaultOnly()) {
    return `${quote(target)} exports only a default: import ${quote(name)} without braces or export it.`
  }
  return `${quote(target)} does not export ${quote(name)}: export it there or correct the name.`
}

import { findLinkProblem } from '../links/resolve-link.ts'
import { parseScript, type Goal, type Language } from './parse-script.ts'
import { quote, type Report } from '../report.ts'
import { resolveImport, type Surroundings } from '../links/resolve-import.ts'
import { readScriptExports, type ScriptExports } from './script-exports.ts'
import { readScriptLinks, type ImportedName, type ScriptLink } from './script-links.ts'

export type ScriptSource = {
  /** The file that holds it: of an inline script, the page. */
  path: string
  text: string
  language: Language
  goal: Goal
  report: Report
}

/** What other checks need of a script once it is read. */
export type ScriptFacts = { links: ScriptLink[]; exports: ScriptExports; wantsModule: boolean }

/** Names that a script imports from a file of the project. */
export type NamedImport = { path: string; target: string; names: ImportedName[]; report: Report }

/** Reports a syntax error; undefined when the script cannot be read. */
export function readScript({ text, language, goal, report }: ScriptSource): ScriptFacts | undefined {
  const parsed = parseScript(text, language, goal)
  if (parsed.state === 'failed' && !hasPlaceholder(text, parsed.offset)) {
    report('syntax_error', parsed.message, parsed.offset)
  }
  if (parsed.state !== 'parsed') return undefined
  return {
    links: readScriptLinks(parsed.program),
    exports: readScriptExports(parsed.program),
    wantsModule: parsed.wantsModule ?? false,
  }
}

/** A mark of a template language on the line of a mistake: a server fills it before a browser reads it. */
function hasPlaceholder(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const line = text.slice(Math.max(start, offset - 200), offset + 200).split('\n', 1)[0] ?? ''
  return /\{%|<%|\{\{[\s\w.|'"]+\}\}/.test(line)
}

/** Reports the links that lead nowhere, and returns what the script imports by name. `folders`: as for findLinkProblem. */
export function checkScriptLinks(
  around: Surroundings,
  { path, report }: Pick<ScriptSource, 'path' | 'report'>,
  links: ScriptLink[],
  folders: string[],
): NamedImport[] {
  const [folder = ''] = folders
  const imports: NamedImport[] = []
  for (const link of links) {
    if (link.optional) continue
    if (link.kind === 'import' || link.kind === 'require') {
      const importer = { path, folder, isRequire: link.kind === 'require' }
      const { path: target, problem } = resolveImport(around, importer, link.specifier)
      if (problem !== undefined) report('unresolved_import', problem, link.offset)
      if (target !== undefined && !link.specifier.includes('?'))
        imports.push({ path, target, names: link.names, report })
    } else if (link.kind !== 'url' || isSourceFile(link.specifier)) {
      const address = { kind: 'resource' as const, address: link.specifier, offset: link.offset }
      const problem = findLinkProblem(around, folders, address)
      if (problem !== undefined) report('unresolved_link', problem, link.offset)
    }
  }
  return imports
}

/** Other addresses beside a module may be files that it writes itself. */
function isSourceFile(address: string): boolean {
  return /\.(?:[cm]?js|css|html|wasm|svg|png|jpe?g|gif|webp|avif|mp3|ogg|wav|mp4|webm|woff2?)(?:[?#]|$)/i.test(address)
}

/** Names that the target surely does not export. */
export function checkNamedImports(
  imports: NamedImport[],
  exportsOf: (path: string) => ScriptExports | undefined,
): void {
  for (const { path, target, names, report } of imports) {
    // Types may be declared beside JavaScript, or in its comments.
    const exported = isTypeScript(path) && !isTypeScript(target) ? undefined : exportsOf(target)
    if (exported === undefined || !exported.certain) continue
    for (const { name, offset } of names) {
      if (!exported.names.has(name)) report('missing_export', describeMissing(target, name, exported), offset)
    }
  }
}

function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/i.test(path)
}

function describeMissing(target: string, name: string, { names }: ScriptExports): string {
  if (name === 'default') return `${quote(target)} has no default export: import by name or add one.`
  if (names.size === 1 && names.has('default')) {
    return `${quote(target)} exports only a default: import ${quote(name)} without braces or export it.`
  }
  return `${quote(target)} does not export ${quote(name)}: export it there or correct the name.`
}

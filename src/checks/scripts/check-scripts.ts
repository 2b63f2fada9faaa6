import { createExportsOf } from './all-exports.ts'
import { checkNamedImports, checkScriptLinks, readScript, type NamedImport, type ScriptFacts } from './check-script.ts'
import type { Page } from '../markup/page.ts'
import { folderOf } from '../project-path.ts'
import { quote, type Report } from '../report.ts'
import { resolveImport, type Surroundings } from '../links/resolve-import.ts'
import { goalOf, isScript, languageOf } from './script-language.ts'
import type { ScriptUsage } from './script-usage.ts'

/** What is beyond it stays unread: ordinary code takes about a second for each million characters. */
const MAX_TOTAL_CHARS = 5_000_000

/** Checks the script files, and what they and the pages' scripts import from them by name. */
export function checkScripts(
  around: Surroundings,
  pages: Page[],
  usages: ReadonlyMap<string, ScriptUsage>,
  inlineImports: NamedImport[],
  reportFor: (path: string) => Report,
): void {
  const modules = readModules(around, usages, reportFor)
  const pageFolders = pages.map(({ path }) => folderOf(path))
  const imports = [...modules].flatMap(([path, { links, wantsModule }]) => {
    if (wantsModule) reportModule(path, usages.get(path), reportFor(path))
    const folders = [...new Set([folderOf(path), ...pageFolders, ''])]
    return checkScriptLinks(around, { path, report: reportFor(path) }, links, folders)
  })
  const exports = new Map(
    [...modules].filter(([path]) => hasPlainExports(path)).map(([path, facts]) => [path, facts.exports]),
  )
  const exportsOf = createExportsOf(exports, (path, specifier) => {
    return resolveImport(around, { path, folder: folderOf(path), isRequire: false }, specifier).path
  })
  checkNamedImports([...inlineImports, ...imports], exportsOf)
}

function readModules(
  { project, toolchain }: Surroundings,
  usages: ReadonlyMap<string, ScriptUsage>,
  reportFor: (path: string) => Report,
): Map<string, ScriptFacts> {
  const modules = new Map<string, ScriptFacts>()
  let total = 0
  for (const path of project.paths) {
    const text = isScript(path) ? project.files.get(path) : undefined
    if (text === undefined) continue
    total += text.length
    if (total > MAX_TOTAL_CHARS) break
    const goal = goalOf(path, usages.get(path), toolchain)
    const facts = readScript({ path, text, language: languageOf(path, toolchain), goal, report: reportFor(path) })
    if (facts !== undefined) modules.set(path, facts)
  }
  return modules
}

/** Where a page loads a module as if it were none, the mistake is in the page; else it is in the name. */
function reportModule(path: string, usage: ScriptUsage | undefined, report: Report): void {
  for (const tag of usage?.classicTags ?? []) {
    const message = `${quote(path)} uses import, export or await: load it with <script type="module">.`
    tag.report('syntax_error', message, tag.offset)
  }
  if (path.endsWith('.cjs')) {
    report('syntax_error', 'A .cjs file has no import, export or await at the top: use require or name it .mjs.')
  }
}

/** CommonJS and declaration files export in ways that the syntax does not show. */
function hasPlainExports(path: string): boolean {
  return !/\.(?:cjs|cts|d\.[cm]?ts)$/i.test(path)
}

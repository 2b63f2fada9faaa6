import { WorkLimitError, type Work } from '../../work.ts'
import { attempt } from '../attempt.ts'
import { resolveImport, type Surroundings } from '../links/resolve-import.ts'
import type { CheckMemory } from '../memory.ts'
import { createStarts } from '../links/starts.ts'
import { folderOf } from '../project-path.ts'
import { quote, type Report } from '../report.ts'
import { readAllExports } from './all-exports.ts'
import { checkModuleKind } from './check-module-kind.ts'
import { checkNamedImport, checkScriptLinks, readScript, type NamedImport } from './check-script.ts'
import type { ScriptFacts } from './script-facts.ts'
import { goalOf, isScript, languageOf } from './script-language.ts'
import type { ScriptUsage } from './script-usage.ts'

export type ScriptsToCheck = {
  around: Surroundings
  /** Folders of the pages, which may load any of the scripts. */
  pageFolders: string[]
  usages: ReadonlyMap<string, ScriptUsage>
  /** What the scripts in pages and components import by name. */
  inlineImports: NamedImport[]
  reportFor: (path: string) => Report
  memory: CheckMemory
}

export type CheckedScripts = {
  /** The script files that can be read. */
  modules: Map<string, ScriptFacts>
  /** What leads from one file to another. */
  imports: NamedImport[]
}

/** Checks the script files, and what they and the pages' scripts import from them by name. */
export async function checkScripts(scripts: ScriptsToCheck, work: Work): Promise<CheckedScripts> {
  const { around, pageFolders, usages, inlineImports, reportFor } = scripts
  const modules = await readModules(scripts, work)
  const imports = [...inlineImports]
  for (const [path, facts] of modules) {
    const report = reportFor(path)
    const usage = usages.get(path)
    if (facts.wantsModule) reportModule(path, usage, report)
    const isClassic = usage?.types.has('classic') === true && !facts.wantsModule
    checkModuleKind(around.toolchain, path, facts, isClassic, report)
    if (facts.jsxOffset !== undefined && around.toolchain.refusesJsx) {
      report.add('syntax_error', 'Vite refuses JSX in a .js file: name the file .jsx.', facts.jsxOffset)
    }
    const starts = createStarts(around.project, [folderOf(path), ...pageFolders, ''])
    const { links } = facts
    const found = await attempt(work, report, (part) => checkScriptLinks(around, { path, starts, links, report }, part))
    for (const named of found ?? []) imports.push(named)
  }
  await checkNamedImports(around, modules, imports, work)
  return { modules, imports }
}
async function readModules(
  { around: { project, toolchain }, usages, reportFor, memory }: ScriptsToCheck,
  work: Work,
): Promise<Map<string, ScriptFacts>> {
  const modules = new Map<string, ScriptFacts>()
  for (const path of project.paths) {
    const text = isScript(path) ? project.files.get(path) : undefined
    if (text === undefined) continue
    const script = { text, language: languageOf(path, toolchain), goal: goalOf(path, usages.get(path), toolchain) }
    const report = reportFor(path)
    const kind = JSON.stringify([script.language, script.goal])
    const facts = await attempt(work, report, (part) =>
      memory.recall(text, kind, report, (record) => readScript(script, record, part)),
    )
    if (facts !== undefined) modules.set(path, facts)
  }
  return modules
}

/** All at once: a name may come through any number of files. When that is too much work, no name counts as checked. */
async function checkNamedImports(
  around: Surroundings,
  modules: ReadonlyMap<string, ScriptFacts>,
  imports: NamedImport[],
  work: Work,
): Promise<void> {
  const plain = [...modules].filter(([path]) => hasPlainExports(path))
  const exports = new Map(plain.map(([path, facts]) => [path, facts.exports]))
  const follow = (path: string, specifier: string) =>
    resolveImport(around, { path, folder: folderOf(path), isRequire: false }, specifier).path
  try {
    const exportsOf = await readAllExports(exports, follow, work)
    for (const named of imports) await checkNamedImport(named, exportsOf, work)
  } catch (error) {
    if (!(error instanceof WorkLimitError)) throw error
    for (const { report } of imports) report.omit('too_complex')
  }
}

/** Where a page loads a module as if it were none, the mistake is in the page; else it is in the name. */
function reportModule(path: string, usage: ScriptUsage | undefined, report: Report): void {
  for (const tag of usage?.classicTags ?? []) {
    const message = `${quote(path)} uses import, export or await: load it with <script type="module">.`
    tag.report.add('syntax_error', message, tag.offset)
  }
  if (path.endsWith('.cjs')) {
    report.add('syntax_error', 'A .cjs file has no import, export or await at the top: use require or name it .mjs.')
  }
}

/** CommonJS and declaration files export in ways that the syntax does not show. */
function hasPlainExports(path: string): boolean {
  return !/\.(?:cjs|cts|d\.[cm]?ts)$/i.test(path)
}

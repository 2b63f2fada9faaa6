// What scripts and pages have to do with each other.
import { attemptPart, type Work } from '../../work.ts'
import { attempt } from '../attempt.ts'
import type { Surroundings } from '../links/resolve-import.ts'
import { CLOSED_REPORT, type Report } from '../report.ts'
import type { InlineScripts } from '../scripts/check-inline-scripts.ts'
import { checkNames, type NamesToCheck } from '../scripts/check-names.ts'
import type { CheckedScripts } from '../scripts/check-scripts.ts'
import type { ScriptFacts } from '../scripts/script-facts.ts'
import { checkElements } from './check-elements.ts'
import { checkHandlers } from './check-handlers.ts'
import { checkSharedNames } from './check-shared-names.ts'
import { readPageScripts, type PageScript, type PageWithScripts } from './page-scripts.ts'

export type PageScriptsToCheck = {
  around: Surroundings
  inline: readonly InlineScripts[]
  scripts: CheckedScripts
  /** Those of components. */
  components: readonly NamesToCheck[]
  reportFor: (path: string) => Report
}

export async function checkPageScripts(
  { around, inline, scripts: { modules, imports }, components, reportFor }: PageScriptsToCheck,
  work: Work,
): Promise<void> {
  const { project, toolchain } = around
  const { packages } = toolchain
  const pages: PageWithScripts[] = []
  for (const { page, scripts } of inline) {
    const read = await attempt(work, page.report, (part) =>
      readPageScripts(project, page, scripts, { modules, reportFor }, part),
    )
    if (read !== undefined) pages.push(read)
  }
  const inPages = inline.flatMap(({ scripts }) => scripts)
  const all = [...modules.values(), ...inPages.flatMap(({ facts }) => facts ?? [])]
  const globals = new Set<string>()
  for (const { names } of all) {
    for (const name of names.globals) globals.add(name)
    if (work.spend(1 + names.globals.size)) await work.pause()
  }
  const areAllKnown = !all.some(({ names }) => names.hasHiddenGlobals)
  const named: NamesToCheck[] = [...components]
  for (const [path, { names }] of modules) {
    named.push({ text: project.files.get(path) ?? '', names, report: reportFor(path) })
  }
  for (const { text, facts, report } of inPages)
    if (facts !== undefined) named.push({ text, names: facts.names, report })
  for (const each of named) {
    await attempt(work, each.report, (part) => checkNames(toolchain, globals, each, part))
  }
  // Parcel makes a module of each script.
  const isBundled = packages.dependencies.has('parcel') || packages.dependencies.has('parcel-bundler')
  for (const page of isBundled ? [] : pages) {
    const { report } = page.page
    await attempt(work, report, (part) => checkSharedNames(page, part))
    await attempt(work, report, (part) => checkHandlers(project, page, { globals, areAllKnown }, part))
  }
  const loaded = findLoaded(pages, modules, imports).map(({ facts, path, report }) => {
    return { elements: facts.elements, report: path === undefined ? report : reportFor(path) }
  })
  const elements = all.map((facts) => facts.elements)
  await attemptPart(
    work,
    (part) => checkElements(project, pages, { all: elements, loaded }, part),
    () => {
      for (const { report } of loaded) report.omit('too_complex')
    },
  )
}

type LoadedScript = Pick<PageScript, 'path' | 'report'> & { facts: ScriptFacts }

/** The scripts of the pages, and the files that those import, directly or not. */
function findLoaded(
  pages: readonly PageWithScripts[],
  modules: ReadonlyMap<string, ScriptFacts>,
  imports: CheckedScripts['imports'],
): LoadedScript[] {
  const found: LoadedScript[] = []
  const paths = new Set(pages.map(({ page }) => page.path))
  for (const { path, facts, report } of pages.flatMap(({ scripts }) => scripts)) {
    if (path !== undefined) paths.add(path)
    else if (facts !== undefined) found.push({ path, facts, report })
  }
  const targets = new Map<string, string[]>()
  for (const { path, target } of imports) {
    const known = targets.get(path)
    if (known === undefined) targets.set(path, [target])
    else known.push(target)
  }
  // A set that grows while it is gone through is gone through to its end.
  for (const path of paths) {
    for (const target of targets.get(path) ?? []) paths.add(target)
    const facts = modules.get(path)
    if (facts !== undefined) found.push({ path, facts, report: CLOSED_REPORT })
  }
  return found
}

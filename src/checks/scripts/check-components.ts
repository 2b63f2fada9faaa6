import type { Work } from '../../work.ts'
import { attempt } from '../attempt.ts'
import type { Surroundings } from '../links/resolve-import.ts'
import { createStarts } from '../links/starts.ts'
import { extensionOf, folderOf } from '../project-path.ts'
import { shiftReport, type Report } from '../report.ts'
import type { NamesToCheck } from './check-names.ts'
import { checkScriptLinks, readScript, type NamedImport } from './check-script.ts'
import { isComponent, readComponentScripts, type ComponentScript } from './component-scripts.ts'

export type ComponentScripts = { imports: NamedImport[]; names: NamesToCheck[] }

/** Checks the scripts in components; of the rest of those files nothing is known. */
export async function checkComponents(
  around: Surroundings,
  reportFor: (path: string) => Report,
  work: Work,
): Promise<ComponentScripts> {
  const found: ComponentScripts = { imports: [], names: [] }
  for (const [path, text] of around.project.files) {
    if (!isComponent(path)) continue
    const report = reportFor(path)
    await attempt(work, report, async (part) => {
      for (const script of readComponentScripts(path, text)) {
        await checkComponent(around, { path, script, report: shiftReport(report, script.offset) }, found, part)
      }
    })
    report.omit('scripts_only')
  }
  return found
}

async function checkComponent(
  around: Surroundings,
  { path, script, report }: { path: string; script: ComponentScript; report: Report },
  found: ComponentScripts,
  work: Work,
): Promise<void> {
  const { text, isTypeScript } = script
  const language = { typescript: isTypeScript, jsx: isTypeScript, declarations: false, compiled: true }
  const facts = await readScript({ text, language, goal: script.goal }, report, work)
  if (facts === undefined) return
  const { links } = facts
  const starts = createStarts(around.project, [folderOf(path), ''])
  for (const named of await checkScriptLinks(around, { path, starts, links, report }, work)) found.imports.push(named)
  found.names.push({ text, names: { ...facts.names, isModule: true }, report, framework: extensionOf(path) })
}

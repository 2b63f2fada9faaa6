import type { Work } from '../../work.ts'
import { findJsonError } from '../json/json-syntax.ts'
import { addImportMap, createImportMap } from '../links/import-map.ts'
import type { Surroundings } from '../links/resolve-import.ts'
import { findLinkProblem } from '../links/resolve-link.ts'
import { innerReport } from '../markup/inner-report.ts'
import type { Page } from '../markup/page.ts'
import type { Report } from '../report.ts'
import { checkScriptLinks, readScript, type NamedImport } from './check-script.ts'
import type { ScriptFacts } from './script-facts.ts'
import type { Goal, Language } from './parse-script.ts'
import { scriptType, type ScriptType } from './script-usage.ts'

const JAVASCRIPT: Language = { typescript: false, jsx: false, declarations: false, compiled: false }

/** How a script in a page is read, by its type; all others but JSON and import maps are not for browsers. */
const SCRIPTS: Partial<Record<ReturnType<typeof scriptType>, { language: Language; goal: Goal }>> = {
  module: { language: JAVASCRIPT, goal: 'module' },
  classic: { language: JAVASCRIPT, goal: 'classic' },
  jsx: { language: { ...JAVASCRIPT, jsx: true }, goal: 'unknown' },
  typescript: { language: { ...JAVASCRIPT, typescript: true }, goal: 'unknown' },
}

/** A script that stands in a page, at the offset of its tag; without facts, it cannot be read. */
export type InlineScript = {
  type: ScriptType
  offset: number
  text: string
  facts: ScriptFacts | undefined
  report: Report
}

export type InlineScripts = { page: Page; scripts: InlineScript[]; imports: NamedImport[] }

/** Checks the scripts that stand in a page; returns them, and what they import by name. */
export async function checkInlineScripts(around: Surroundings, page: Page, work: Work): Promise<InlineScripts> {
  const imports: NamedImport[] = []
  const scripts: InlineScript[] = []
  for (const raw of page.rawTexts) {
    if (work.spend(1)) await work.pause()
    if (raw.tag.name !== 'script' || raw.tag.attributes.has('src') || raw.text.trim() === '') continue
    const report = innerReport(page, raw)
    const type = scriptType(raw.tag)
    if (type === 'importmap' || type === 'json') await checkData(raw.text, report, work)
    if (type === 'importmap') await checkImportMap(around, page, raw.text, report, work)
    const script = SCRIPTS[type]
    if (script === undefined) continue
    const facts = await readScript({ ...script, text: raw.text }, report, work)
    const runs = !raw.tag.isInert && !raw.tag.attributes.has('nomodule')
    if (runs) scripts.push({ type, offset: raw.tag.offset, text: raw.text, facts, report })
    if (facts?.wantsModule === true) {
      report.add('syntax_error', 'import, export and await need <script type="module">.')
    }
    if (facts === undefined || page.starts.folders.length === 0) continue
    const { path, starts } = page
    const found = await checkScriptLinks(around, { path, starts, links: facts.links, report }, work)
    for (const named of found) imports.push(named)
  }
  return { page, scripts, imports }
}

async function checkData(text: string, report: Report, work: Work): Promise<void> {
  const error = await findJsonError(text, work)
  if (error !== undefined) report.add('syntax_error', error.message, error.offset)
}

async function checkImportMap(
  around: Surroundings,
  { starts }: Page,
  text: string,
  report: Report,
  work: Work,
): Promise<void> {
  if (starts.folders.length === 0) return
  for (const address of new Set(addImportMap(createImportMap(), text, report))) {
    if (address.endsWith('/')) continue
    if (report.isFull()) return
    if (work.spend(starts.unitsPerLink)) await work.pause()
    const problem = findLinkProblem(around, starts, { kind: 'resource', address })
    if (problem !== undefined) report.add('unresolved_link', problem, text.indexOf(address))
  }
}

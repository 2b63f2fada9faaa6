// The scripts of a page in the order in which it loads them.
import type { Work } from '../../work.ts'
import { findLinkedFile } from '../links/resolve-link.ts'
import type { Page } from '../markup/page.ts'
import type { Project } from '../project.ts'
import type { Report } from '../report.ts'
import type { InlineScript } from '../scripts/check-inline-scripts.ts'
import type { ScriptFacts } from '../scripts/script-facts.ts'
import { CHARS_PER_UNIT } from '../text-work.ts'
import { scriptType, type ScriptType } from '../scripts/script-usage.ts'

export type PageScript = {
  type: ScriptType
  offset: number
  /** A file of the project; undefined for a script in the page, or from elsewhere. */
  path: string | undefined
  /** Undefined for what is not in the project, or cannot be read. */
  facts: ScriptFacts | undefined
  report: Report
}

export type PageWithScripts = { page: Page; scripts: PageScript[] }

/** Names that scripts bring in, or elements, without being named in the page. */
const LOADS_MORE = /createElement\(\s{0,5}["'`]script|getScript|loadScript|document\.write|\beval\(|new Function\(/

export type ScriptsOfFiles = { modules: ReadonlyMap<string, ScriptFacts>; reportFor: (path: string) => Report }

export async function readPageScripts(
  project: Project,
  page: Page,
  inline: readonly InlineScript[],
  { modules, reportFor }: ScriptsOfFiles,
  work: Work,
): Promise<PageWithScripts> {
  const scripts: PageScript[] = inline.map((script) => ({ ...script, path: undefined }))
  for (const tag of page.tags) {
    const source =
      tag.name === 'script' && !tag.isInert && !tag.attributes.has('nomodule') ? tag.attributes.get('src') : undefined
    if (source === undefined) continue
    if (work.spend(page.starts.unitsPerLink)) await work.pause()
    const path = findLinkedFile(project, page.starts, source.value)
    const facts = path === undefined ? undefined : modules.get(path)
    const report = path === undefined ? page.report : reportFor(path)
    scripts.push({ type: scriptType(tag), offset: tag.offset, path, facts, report })
  }
  return { page, scripts: scripts.toSorted((a, b) => a.offset - b.offset) }
}

/** False when the page may have names or elements of which nothing in the project tells. */
export async function isSelfContained(
  { files }: Project,
  { page, scripts }: PageWithScripts,
  work: Work,
): Promise<boolean> {
  if (page.isTemplate || !page.isWhole) return false
  for (const { type, path, facts } of scripts) {
    if (type === 'json' || type === 'importmap' || type === 'other') continue
    if (facts === undefined || facts.names.hasHiddenGlobals) return false
    const text = path === undefined ? '' : (files.get(path) ?? '')
    if (work.spend(text.length / CHARS_PER_UNIT)) await work.pause()
    if (LOADS_MORE.test(text)) return false
  }
  if (work.spend(page.text.length / CHARS_PER_UNIT)) await work.pause()
  return !LOADS_MORE.test(page.text)
}

import type { Work } from '../../work.ts'
import { attempt } from '../attempt.ts'
import { JSON_CHARS_PER_UNIT } from '../json/parse-json.ts'
import { addImportMap, createImportMap, type ImportMap } from '../links/import-map.ts'
import { findLinkedFile } from '../links/resolve-link.ts'
import type { Tag } from '../markup/markup-reader.ts'
import type { Page } from '../markup/page.ts'
import { baseName } from '../project-path.ts'
import type { Project } from '../project.ts'
import type { Report } from '../report.ts'

export type ScriptType = 'module' | 'classic' | 'importmap' | 'json' | 'jsx' | 'typescript' | 'other'

/** How the pages load one script file; `classicTags` are the places to change if it turns out to be a module. */
export type ScriptUsage = { types: Set<ScriptType>; classicTags: { report: Report; offset: number }[] }

/** What a `<script>` holds, by its type attribute. */
export function scriptType({ attributes }: Tag): ScriptType {
  const type = (attributes.get('type')?.value ?? '').trim().toLowerCase().replace(/;.*$/s, '')
  if (type === 'module' || type === 'importmap') return type
  if (/^(?:|(?:text|application)\/(?:x-)?(?:java|ecma|j)script)$/.test(type)) return 'classic'
  if (/^(?:speculationrules|application\/(?:[\w.-]+\+)?json|text\/json)$/.test(type)) return 'json'
  if (/^(?:text|application)\/(?:babel|jsx)$/.test(type)) return 'jsx'
  return /^(?:text|application)\/(?:typescript|tsx)$/.test(type) ? 'typescript' : 'other'
}

export async function readScriptUsage(
  project: Project,
  pages: readonly Page[],
  work: Work,
): Promise<Map<string, ScriptUsage>> {
  const usages = new Map<string, ScriptUsage>()
  for (const page of pages) await attempt(work, page.report, (part) => addUsages(usages, project, page, part))
  return usages
}

async function addUsages(
  usages: Map<string, ScriptUsage>,
  project: Project,
  { tags, starts, report }: Page,
  work: Work,
): Promise<void> {
  for (const tag of tags) {
    const source = tag.name === 'script' ? tag.attributes.get('src') : undefined
    if (work.spend(source === undefined ? 0.1 : starts.unitsPerLink)) await work.pause()
    const path = source === undefined ? undefined : findLinkedFile(project, starts, source.value)
    if (source === undefined || path === undefined) continue
    const usage = usages.get(path) ?? { types: new Set(), classicTags: [] }
    usages.set(path, usage)
    const type = scriptType(tag)
    usage.types.add(type)
    if (type === 'classic') usage.classicTags.push({ report, offset: source.offset })
  }
}

/** One map for the whole project: a name that any page maps is no mistake. */
export async function readImportMaps(
  project: Project,
  pages: Page[],
  reportFor: (path: string) => Report,
  work: Work,
): Promise<ImportMap> {
  const map = createImportMap()
  const add = (text: string, report: Report) =>
    attempt(work, report, async (part) => {
      if (part.spend(text.length / JSON_CHARS_PER_UNIT)) await part.pause()
      addImportMap(map, text, report)
    })
  for (const { rawTexts, report } of pages) {
    for (const { tag, text } of rawTexts) if (scriptType(tag) === 'importmap') await add(text, report)
  }
  for (const [path, text] of project.files) {
    if (/^(?:deno\.jsonc?|import[-_]?map\.json)$/.test(baseName(path))) await add(text, reportFor(path))
  }
  return map
}

import { addImportMap, createImportMap, type ImportMap } from '../links/import-map.ts'
import { startFolders, type Page } from '../markup/page.ts'
import { baseName } from '../project-path.ts'
import type { Project } from '../project.ts'
import type { Tag } from '../markup/markup-reader.ts'
import type { Report } from '../report.ts'
import { findLinkedFile } from '../links/resolve-link.ts'

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

export function readScriptUsage(project: Project, pages: Page[]): Map<string, ScriptUsage> {
  const usages = new Map<string, ScriptUsage>()
  for (const page of pages) {
    const folders = startFolders(page, pages)
    for (const tag of page.tags) {
      const source = tag.name === 'script' ? tag.attributes.get('src') : undefined
      const path = source === undefined ? undefined : findLinkedFile(project, folders, source.value)
      if (source === undefined || path === undefined) continue
      const usage = usages.get(path) ?? { types: new Set(), classicTags: [] }
      usages.set(path, usage)
      const type = scriptType(tag)
      usage.types.add(type)
      if (type === 'classic') usage.classicTags.push({ report: page.report, offset: source.offset })
    }
  }
  return usages
}

/** One map for the whole project: a name that any page maps is no mistake. */
export function readImportMaps(project: Project, pages: Page[]): ImportMap {
  const map = createImportMap()
  for (const { rawTexts } of pages) {
    for (const { tag, text } of rawTexts) if (scriptType(tag) === 'importmap') addImportMap(map, text)
  }
  for (const [path, text] of project.files) {
    if (/^(?:deno\.jsonc?|import[-_]?map\.json)$/.test(baseName(path))) addImportMap(map, text)
  }
  return map
}

import { checkScriptLinks, readScript, type NamedImport } from './check-script.ts'
import { addImportMap, createImportMap } from '../links/import-map.ts'
import { innerReport } from '../markup/inner-report.ts'
import { findJsonError } from '../json/json-syntax.ts'
import type { Page } from '../markup/page.ts'
import type { Goal, Language } from './parse-script.ts'
import type { RawText } from '../markup/markup-reader.ts'
import type { Report } from '../report.ts'
import type { Surroundings } from '../links/resolve-import.ts'
import { findLinkProblem } from '../links/resolve-link.ts'
import { scriptType } from './script-usage.ts'

const JAVASCRIPT: Language = { typescript: false, jsx: false, declarations: false }

/** Checks the scripts that stand in a page; returns what they import by name. `folders`: as for findLinkProblem. */
export function checkInlineScripts(around: Surroundings, page: Page, folders: string[]): NamedImport[] {
  return page.rawTexts.flatMap((raw) => {
    if (raw.tag.name !== 'script' || raw.tag.attributes.has('src') || raw.text.trim() === '') return []
    const report = innerReport(page, raw)
    const check = (language: Language, goal: Goal) => checkCode(around, page, raw, { language, goal, report, folders })
    switch (scriptType(raw.tag)) {
      case 'module':
        return check(JAVASCRIPT, 'module')
      case 'classic':
        return check(JAVASCRIPT, 'classic')
      case 'jsx':
        return check({ ...JAVASCRIPT, jsx: true }, 'unknown')
      case 'typescript':
        return check({ ...JAVASCRIPT, typescript: true }, 'unknown')
      case 'importmap':
        checkImportMap(around, raw.text, folders, report)
        return []
      case 'json':
        checkData(raw.text, report)
        return []
      default:
        return []
    }
  })
}

type Code = { language: Language; goal: Goal; report: Report; folders: string[] }

function checkCode(around: Surroundings, page: Page, { text }: RawText, code: Code): NamedImport[] {
  const { folders, report } = code
  const facts = readScript({ ...code, path: page.path, text })
  if (facts === undefined) return []
  if (facts.wantsModule) report('syntax_error', 'import, export and await need <script type="module">.')
  return folders.length === 0 ? [] : checkScriptLinks(around, { path: page.path, report }, facts.links, folders)
}

function checkData(text: string, report: Report): void {
  const error = findJsonError(text)
  if (error !== undefined) report('syntax_error', error.message, error.offset)
}

function checkImportMap(around: Surroundings, text: string, folders: string[], report: Report): void {
  checkData(text, report)
  if (folders.length === 0) return
  for (const address of addImportMap(createImportMap(), text)) {
    if (address.endsWith('/')) continue
    const offset = text.indexOf(address)
    const problem = findLinkProblem(around, folders, { kind: 'resource', address })
    if (problem !== undefined) report('unresolved_link', problem, offset)
  }
}

import type { Work } from '../../work.ts'
import { quote } from '../report.ts'
import type { PageScript, PageWithScripts } from './page-scripts.ts'

/** A `let`, `const` or `class` that any other classic script of the page declares too: the later one does not run at all. */
export async function checkSharedNames({ page, scripts }: PageWithScripts, work: Work): Promise<void> {
  if (page.isTemplate) return
  const declared = new Map<string, { isLexical: boolean; script: PageScript }>()
  const seen = new Set<string>()
  for (const script of scripts) {
    const { type, path, facts } = script
    if (type !== 'classic' || facts === undefined || facts.names.isModule) continue
    if (path !== undefined && seen.has(path)) continue
    if (path !== undefined) seen.add(path)
    for (const [name, { kind, offset }] of facts.names.top) {
      if (work.spend(1)) await work.pause()
      const isLexical = kind === 'const' || kind === 'let' || kind === 'class'
      const before = declared.get(name)
      if (before === undefined) declared.set(name, { isLexical, script })
      else if (before.isLexical || isLexical) {
        const other = before.script.path === undefined ? 'a script in the page' : quote(before.script.path)
        const message = `${quote(name)} is declared in ${other} too, which ${quote(page.path)} loads before: rename one of them.`
        script.report.add('syntax_error', message, offset)
      }
    }
  }
}

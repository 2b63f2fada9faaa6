import { checkCss } from '../styles/check-css.ts'
import { checkStyleLinks } from '../styles/check-style-links.ts'
import { innerReport } from './inner-report.ts'
import { readTagLinks } from './markup-links.ts'
import type { Page } from './page.ts'
import { quote } from '../report.ts'
import type { Surroundings } from '../links/resolve-import.ts'
import { findLinkProblem } from '../links/resolve-link.ts'

/** Checks a page and the style sheets in it; its scripts are checked apart. `folders`: as for findLinkProblem. */
export function checkPage(around: Surroundings, page: Page, folders: string[]): void {
  checkIds(page)
  checkLinks(around, page, folders)
  for (const raw of page.rawTexts) {
    if (raw.tag.name !== 'style') continue
    const report = innerReport(page, raw)
    checkStyleLinks(around, folders, checkCss(raw.text, report), report)
  }
}

function checkIds({ tags, report, isTemplate }: Page): void {
  if (isTemplate) return
  const seen = new Set<string>()
  for (const { attributes, isInert } of tags) {
    const id = attributes.get('id')
    if (id === undefined || isInert || id.value === '' || /[{}<$%]|^\s|\s$/.test(id.value)) continue
    if ([...attributes.keys()].some((name) => /^(?:v-|\*|x-|ng-|\[)/.test(name))) continue
    if (seen.has(id.value)) {
      report('duplicate_id', `The id ${quote(id.value)} stands twice on the page: rename one.`, id.offset)
    }
    seen.add(id.value)
  }
}

function checkLinks(around: Surroundings, { tags, report }: Page, folders: string[]): void {
  if (folders.length === 0) return
  for (const tag of tags) {
    if (tag.attributes.size === 0) continue
    for (const link of readTagLinks(tag)) {
      const problem = findLinkProblem(around, folders, link)
      if (problem !== undefined) report('unresolved_link', problem, link.offset)
    }
    const style = tag.attributes.get('style')
    if (style?.value.includes('url(') !== true) continue
    const links = checkCss(style.value, () => {}).map((link) => ({ ...link, offset: style.offset }))
    checkStyleLinks(around, folders, links, report)
  }
}

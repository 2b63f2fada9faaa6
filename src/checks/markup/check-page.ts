import type { Work } from '../../work.ts'
import type { Surroundings } from '../links/resolve-import.ts'
import { findLinkProblem } from '../links/resolve-link.ts'
import { quote, silence } from '../report.ts'
import { checkCss } from '../styles/check-css.ts'
import { checkStyleLinks } from '../styles/check-style-links.ts'
import { checkProse } from './check-prose.ts'
import { innerReport } from './inner-report.ts'
import { readTagLinks } from './markup-links.ts'
import type { Tag } from './markup-reader.ts'
import type { Page } from './page.ts'

/** Checks a page and the style sheets in it; its scripts are checked apart. */
export async function checkPage(around: Surroundings, page: Page, work: Work): Promise<void> {
  checkProse(page)
  await checkIds(page, work)
  await checkLinks(around, page, work)
  for (const raw of page.rawTexts) {
    if (raw.tag.name !== 'style') continue
    const report = innerReport(page, raw)
    await checkStyleLinks(around, page.starts, await checkCss(raw.text, report, work), report, work)
  }
}

async function checkIds({ tags, report, isTemplate }: Page, work: Work): Promise<void> {
  if (isTemplate) return
  const seen = new Set<string>()
  for (const { attributes, isInert } of tags) {
    if (work.spend(attributes.size / 10)) await work.pause()
    const id = attributes.get('id')
    if (id === undefined || isInert || id.value === '' || /[{}<$%]|^\s|\s$/.test(id.value)) continue
    if ([...attributes.keys()].some((name) => /^(?:v-|\*|x-|ng-|\[)/.test(name))) continue
    if (seen.has(id.value)) {
      report.add('duplicate_id', `The id ${quote(id.value)} stands twice on the page: rename one.`, id.offset)
    }
    seen.add(id.value)
  }
}

async function checkLinks(around: Surroundings, page: Page, work: Work): Promise<void> {
  const { tags, report, starts } = page
  if (starts.folders.length === 0) return
  for (const tag of tags) {
    if (report.isFull()) return
    for (const link of readTagLinks(tag)) {
      if (work.spend(starts.unitsPerLink)) await work.pause()
      const problem = findLinkProblem(around, starts, link)
      if (problem !== undefined) report.add('unresolved_link', problem, link.offset)
    }
    await checkStyleAttribute(around, page, tag, work)
    if (work.spend(1)) await work.pause()
  }
}

async function checkStyleAttribute(around: Surroundings, page: Page, tag: Tag, work: Work): Promise<void> {
  const style = tag.attributes.get('style')
  if (style?.value.includes('url(') !== true) return
  const links = await checkCss(style.value, silence(page.report, 'syntax_error'), work)
  const placed = links.map((link) => ({ ...link, offset: style.offset }))
  await checkStyleLinks(around, page.starts, placed, page.report, work)
}

import type { Work } from '../../work.ts'
import type { Surroundings } from '../links/resolve-import.ts'
import { findLinkProblem } from '../links/resolve-link.ts'
import { createStarts } from '../links/starts.ts'
import { folderOf } from '../project-path.ts'
import { shorten, type Report } from '../report.ts'
import { readTagLinks } from './markup-links.ts'
import type { Markup } from './markup-reader.ts'
import { readMarkup } from './read-markup.ts'

/** Checks an SVG file as the XML that it is. */
export async function checkSvg(
  around: Surroundings,
  path: string,
  text: string,
  report: Report,
  work: Work,
): Promise<void> {
  if (/\{\{|\{%|<%/.test(text)) return
  const markup = await readMarkup(text, report, work, { isXml: true })
  if (markup.root?.replace(/^.*:/, '') !== 'svg') report.add('syntax_error', 'The file must hold an <svg> element.')
  await checkAttributes(markup, report, work)
  if (!text.includes('<!ENTITY')) await checkAmpersands(text, report, work)
  const starts = createStarts(around.project, [folderOf(path)])
  for (const tag of markup.tags) {
    for (const link of readTagLinks(tag)) {
      if (report.isFull()) return
      if (work.spend(starts.unitsPerLink)) await work.pause()
      const problem = findLinkProblem(around, starts, link)
      if (problem !== undefined) report.add('unresolved_link', problem, link.offset)
    }
  }
}

/** Unlike in HTML, a value without quotes or a prefix without a declaration spoils the whole file. */
async function checkAttributes({ tags }: Markup, report: Report, work: Work): Promise<void> {
  const declared = new Set(['xml', 'xmlns'])
  for (const { attributes } of tags) {
    if (work.spend(attributes.size / 10)) await work.pause()
    for (const name of attributes.keys()) if (name.startsWith('xmlns:')) declared.add(name.slice('xmlns:'.length))
  }
  for (const { name: tag, attributes } of tags) {
    if (work.spend(attributes.size)) await work.pause()
    for (const [name, { isQuoted, offset }] of attributes) {
      if (report.isFull()) return
      if (!isQuoted)
        report.add(
          'syntax_error',
          `The attribute ${shorten(name)} of <${shorten(tag)}> needs a value in quotes.`,
          offset,
        )
      const prefix = /^([\w-]+):./.exec(name)?.[1]
      if (prefix !== undefined && !declared.has(prefix)) {
        report.add(
          'syntax_error',
          `The prefix ${shorten(prefix)}: is not declared: add xmlns:${shorten(prefix)} to <svg>.`,
          offset,
        )
        declared.add(prefix)
      }
    }
  }
}

const REFERENCE = /^&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});/

/** Where `&` needs no escape, by its start and end. */
const SECTIONS: Record<string, string> = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>' }

async function checkAmpersands(text: string, report: Report, work: Work): Promise<void> {
  const mark = /&|<!--|<!\[CDATA\[|<\?/g
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const end = SECTIONS[found[0]]
    if (end !== undefined) {
      const at = text.indexOf(end, mark.lastIndex)
      if (at === -1) return
      mark.lastIndex = at
    } else if (!REFERENCE.test(text.slice(found.index, found.index + 12))) {
      report.add('syntax_error', 'An "&" in SVG is written &amp;.', found.index)
      if (report.isFull()) return
    }
    if (work.spend(0.5)) await work.pause()
  }
}

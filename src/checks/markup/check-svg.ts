import { readTagLinks } from './markup-links.ts'
import type { Markup } from './markup-reader.ts'
import { readMarkup } from './read-markup.ts'
import { shorten, type Report } from '../report.ts'
import type { Surroundings } from '../links/resolve-import.ts'
import { findLinkProblem } from '../links/resolve-link.ts'

/** Checks an SVG file as the XML that it is. */
export function checkSvg(around: Surroundings, folder: string, text: string, report: Report): void {
  if (/\{\{|\{%|<%/.test(text)) return
  const markup = readMarkup(text, report, { isXml: true })
  if (markup.tags[0]?.name.replace(/^.*:/, '') !== 'svg') report('syntax_error', 'The file must hold an <svg> element.')
  checkAttributes(markup, report)
  if (!text.includes('<!ENTITY')) checkAmpersands(text, report)
  for (const link of markup.tags.flatMap(readTagLinks)) {
    const problem = findLinkProblem(around, [folder], link)
    if (problem !== undefined) report('unresolved_link', problem, link.offset)
  }
}

/** Unlike in HTML, a value without quotes or a prefix without a declaration spoils the whole file. */
function checkAttributes({ tags }: Markup, report: Report): void {
  const declared = new Set(['xml', 'xmlns'])
  for (const { attributes } of tags) {
    for (const name of attributes.keys()) if (name.startsWith('xmlns:')) declared.add(name.slice('xmlns:'.length))
  }
  for (const { name: tag, attributes } of tags) {
    for (const [name, { isQuoted, offset }] of attributes) {
      if (!isQuoted)
        report('syntax_error', `The attribute ${shorten(name)} of <${shorten(tag)}> needs a value in quotes.`, offset)
      const prefix = /^([\w-]+):./.exec(name)?.[1]
      if (prefix !== undefined && !declared.has(prefix)) {
        report(
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

function checkAmpersands(text: string, report: Report): void {
  const mark = /&|<!--|<!\[CDATA\[|<\?/g
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const end = SECTIONS[found[0]]
    if (end !== undefined) {
      const at = text.indexOf(end, mark.lastIndex)
      if (at === -1) return
      mark.lastIndex = at
    } else if (!REFERENCE.test(text.slice(found.index, found.index + 12))) {
      report('syntax_error', 'An "&" in SVG is written &amp;.', found.index)
    }
  }
}

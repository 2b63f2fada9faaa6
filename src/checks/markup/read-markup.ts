import { Tokenizer } from 'htmlparser2'
import { MarkupReader, type Markup } from './markup-reader.ts'
import type { Report } from '../report.ts'

/**
 * Reads HTML, or XML for an SVG file, and reports what does not match or does not end. `isTemplate`: branches of a
 * template may open what another branch closes, so nothing is reported.
 */
export function readMarkup(text: string, report: Report, { isXml = false, isTemplate = false } = {}): Markup {
  const reader = new MarkupReader(text, isTemplate ? () => {} : report, isXml)
  const tokenizer = new Tokenizer({ xmlMode: isXml, decodeEntities: false }, reader)
  tokenizer.write(text)
  tokenizer.end()
  return reader.markup
}

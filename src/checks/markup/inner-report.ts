import type { Page } from './page.ts'
import type { RawText } from './markup-reader.ts'
import { shiftReport, silence, type Report } from '../report.ts'

/** What a server or a tool replaces: what remains around it need not be valid by itself. */
const PLACEHOLDER = /\{\{\s*[\w$."'|]|\{%|<%|<\?(?:php|=)|\[\[\$\{/

/** For a script or style sheet inside a page: in its lines, and silent about the syntax where there are placeholders. */
export function innerReport({ report }: Page, { text, offset, tag }: RawText): Report {
  const inner = shiftReport(report, offset)
  const isJsx = /babel|jsx/.test(tag.attributes.get('type')?.value ?? '')
  return isJsx || !PLACEHOLDER.test(text) ? inner : silence(inner, 'syntax_error')
}

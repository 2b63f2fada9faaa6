import type { Page } from './page.ts'

/** Reports sentences before and behind the document, which its readers would see. */
export function checkProse({ text, report, isTemplate }: Page): void {
  if (isTemplate || !/<!doctype|<html/i.test(text.slice(0, 5000))) return
  const start = text.indexOf('<')
  const before = text
    .slice(0, start)
    .replace(/^\uFEFF/, '')
    .trim()
  if (/^[\p{L}\d`#*]/u.test(before)) {
    report.add('syntax_error', 'There is text before the document: remove it.', text.search(/[^\s\uFEFF]/))
  }
  const end = text.toLowerCase().lastIndexOf('</html>')
  if (end === -1) return
  const behind = text.slice(end + '</html>'.length)
  if (!behind.includes('<') && /^\s*[\p{L}\d`#*]/u.test(behind)) {
    const offset = end + '</html>'.length + behind.search(/\S/)
    report.add('syntax_error', 'There is text behind </html>: remove it.', offset)
  }
}

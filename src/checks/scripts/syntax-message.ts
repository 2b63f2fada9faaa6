import { quote, shorten } from '../report.ts'

/** What to tell about a mistake that the parser found: one sentence, the same on every runtime. */
export function describeSyntaxError(message: string, offset: number, text: string): string {
  if (offset >= text.trimEnd().length) {
    return 'The code ends too early: close every bracket, quote and comment.'
  }
  if (message === 'Unexpected token') return `${quote(tokenAt(text, offset))} is not expected here: correct the syntax.`
  const redeclared = /^Identifier '(.*)' has already been declared\.?$/su.exec(message)?.[1]
  if (redeclared !== undefined) return `${quote(redeclared)} is declared twice: rename or remove one of them.`
  const undefinedExport = /^Export '(.*)' is not defined$/su.exec(message)?.[1]
  if (undefinedExport !== undefined) return `${quote(undefinedExport)} is exported but not defined: define it.`
  if (isModuleOnly(message)) return 'import and export stand only at the top level of a module.'
  return `${shorten(message.replace(/[.:]$/, ''))}: correct the syntax.`
}

function isModuleOnly(message: string): boolean {
  return message.startsWith("'import' and 'export' may ")
}

function tokenAt(text: string, offset: number): string {
  return /^(?:[\p{L}\p{N}_$]{1,80}|\S)/u.exec(text.slice(offset, offset + 80))?.[0] ?? ''
}

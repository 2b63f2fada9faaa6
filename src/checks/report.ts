import type { Problem } from './problem.ts'
import { createLocator } from './text-position.ts'

export type ProblemCode =
  | 'syntax_error'
  | 'unresolved_import'
  | 'unresolved_link'
  | 'missing_export'
  | 'duplicate_id'
  | 'invalid_manifest'
  | 'unclosed_tag'
  | 'stray_end_tag'

/** Takes a problem at an offset (UTF-16 code units) of the text that is being checked. */
export type Report = (code: ProblemCode, message: string, offset?: number) => void

/** More would not help the model: the first ones are mostly the cause of the others. */
const MAX_PROBLEMS_PER_FILE = 20

const MAX_QUOTE_CHARS = 80

/** Collects the problems of one file, each once, with offsets turned into lines and columns that start at 1. */
export function createReport(path: string, text: string, problems: Problem[]): Report {
  const locate = createLocator(text)
  const seen = new Set<string>()
  return (code, message, offset) => {
    if (seen.size >= MAX_PROBLEMS_PER_FILE) return
    const position = offset === undefined ? {} : locate(offset)
    const problem: Problem = { path, ...position, code, message }
    const key = JSON.stringify(problem)
    if (seen.has(key)) return
    seen.add(key)
    problems.push(problem)
  }
}

/** For a text inside a text: an inline script reports in terms of the page that holds it. */
export function shiftReport(report: Report, by: number): Report {
  return (code, message, offset = 0) => report(code, message, offset + by)
}

/** A name from the project as it may stand in a message: quoted, on one line, not too long. */
export function quote(name: string): string {
  return `"${shorten(name)}"`
}

/** As quote, for the names of tags and attributes, which stand without quotes. */
export function shorten(name: string): string {
  const line = name.replace(/\s+/g, ' ')
  return line.length > MAX_QUOTE_CHARS ? `${line.slice(0, MAX_QUOTE_CHARS)}…` : line
}

import type { OmissionReason } from '../errors.ts'
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
  | 'assigned_constant'
  | 'undefined_name'
  | 'missing_element'
  | 'wrong_module_kind'
  | 'not_binary'

/** Where the checks of one file tell what they find. */
export interface Report {
  /** Takes a problem at an offset (UTF-16 code units) of the text that is being checked. */
  add(code: ProblemCode, message: string, offset?: number): void
  /** Something of the file is left out of the check. */
  omit(reason: OmissionReason): void
  /** No further problem would be taken: a check that looks for nothing else may end. */
  isFull(): boolean
}

export type FileReport = Report & {
  problems: Problem[]
  /** The first reason for which something was left out; undefined when the file was checked to its end. */
  omission: () => OmissionReason | undefined
}

/** More would not help the model: the first ones are mostly the cause of the others. */
const MAX_PROBLEMS_PER_FILE = 20

const MAX_QUOTE_CHARS = 80

/** Collects the problems of one file, each once, with offsets turned into lines and columns that start at 1. */
export function createReport(path: string, text: string): FileReport {
  const locate = createLocator(text)
  const seen = new Set<string>()
  const problems: Problem[] = []
  let omission: OmissionReason | undefined
  const isFull = () => seen.size >= MAX_PROBLEMS_PER_FILE
  return {
    problems,
    omission: () => omission,
    isFull,
    add(code, message, offset) {
      if (isFull()) return
      const position = offset === undefined ? {} : locate(offset)
      const problem: Problem = { path, ...position, code, message }
      const key = JSON.stringify(problem)
      if (seen.has(key)) return
      seen.add(key)
      problems.push(problem)
    },
    omit(reason) {
      omission ??= reason
    },
  }
}

/** For a text inside a text: an inline script reports in terms of the page that holds it. */
export function shiftReport(report: Report, by: number): Report {
  return { ...report, add: (code, message, offset = 0) => report.add(code, message, offset + by) }
}

/** A report that takes no problem of these codes. */
export function silence(report: Report, ...codes: ProblemCode[]): Report {
  return {
    ...report,
    add(code, message, offset) {
      if (!codes.includes(code)) report.add(code, message, offset)
    },
  }
}

export type ReportRecord = { report: Report; replay: (to: Report) => void }

/** Takes what one part of a check tells, to tell it again. */
export function recordReport(): ReportRecord {
  const calls: ((report: Report) => void)[] = []
  return {
    report: {
      add: (code, message, offset) => calls.push((report) => report.add(code, message, offset)),
      omit: (reason) => calls.push((report) => report.omit(reason)),
      isFull: () => calls.length >= MAX_PROBLEMS_PER_FILE,
    },
    replay: (to) => {
      for (const call of calls) call(to)
    },
  }
}

/** A report that takes nothing. */
export const CLOSED_REPORT: Report = { add() {}, omit() {}, isFull: () => true }

/** A name from the project as it may stand in a message: quoted, on one line, not too long. */
export function quote(name: string): string {
  return `"${shorten(name)}"`
}

/** As quote, for the names of tags and attributes, which stand without quotes. */
export function shorten(name: string): string {
  // A name may be a megabyte and stand in a thousand messages.
  const line = name.slice(0, 4 * MAX_QUOTE_CHARS).replace(/\s+/g, ' ')
  return line.length > MAX_QUOTE_CHARS ? `${line.slice(0, MAX_QUOTE_CHARS)}…` : line
}

import { attemptPart, type Work } from '../work.ts'
import type { Report } from './report.ts'

/** Does a part of the check of one file; undefined when its share of the work did not suffice, which the report says. */
export function attempt<T>(work: Work, report: Report, check: (part: Work) => Promise<T>): Promise<T | undefined> {
  return attemptPart(work, check, () => report.omit('too_complex'))
}

// What was found out about scripts, by what they say. A run checks its project again after each repair, when most files
// are as they were; whoever checks several times hands the same memory in.
import { recordReport, type Report, type ReportRecord } from './report.ts'

type Remembered = { value: unknown; record: ReportRecord }

export type CheckMemory = {
  /**
   * The value for a text that is read in a certain way, computed once; what its computation reports is reported each
   * time. `kind` tells the ways apart, and goes with one type of value.
   */
  recall: <T>(text: string, kind: string, report: Report, compute: (report: Report) => Promise<T>) => Promise<T>
  /** Forgets what has not been asked for since the last time, so that a memory holds one project at most. */
  tidy: () => void
}

export function createCheckMemory(): CheckMemory {
  let known = new Map<string, Map<string, Remembered>>()
  let used = new Map<string, Map<string, Remembered>>()

  function keep(text: string, kind: string, entry: Remembered): void {
    const kinds = used.get(text) ?? new Map<string, Remembered>()
    kinds.set(kind, entry)
    used.set(text, kinds)
  }

  return {
    async recall<T>(text: string, kind: string, report: Report, compute: (report: Report) => Promise<T>) {
      let entry = used.get(text)?.get(kind) ?? known.get(text)?.get(kind)
      if (entry === undefined) {
        const record = recordReport()
        entry = { value: await compute(record.report), record }
      }
      keep(text, kind, entry)
      entry.record.replay(report)
      return entry.value as T
    },
    tidy() {
      known = used
      used = new Map()
    },
  }
}

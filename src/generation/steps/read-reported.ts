import type { Problem } from '../../checks/problem.ts'
import type { RunContext } from '../../runs/pipeline.ts'
import { readPageProblems } from '../../runs/report.ts'
import type { PageProblemRow } from '../../services/database-types.ts'

/** What the opened page of the base has told of itself, as the run is asked to mend it. */
export function readReported({ step, database, run }: RunContext): Promise<Problem[]> {
  return step('reported', async ({ conclude }) => {
    const facts = (await readPageProblems(database, run.project_id, run.base_version)).map(toProblem)
    conclude(...facts.map((data) => ({ type: 'problem.found' as const, data })))
    return facts
  })
}

/** One of an opened page, with how it came to be known. */
export type PageProblem = Problem & { kind: PageProblemRow['kind'] }

type Told = Pick<PageProblemRow, 'kind' | 'message' | 'path' | 'line' | 'column_number'>

export function toProblem({ kind, message, path, line, column_number }: Told): PageProblem {
  return {
    kind,
    // What no file is named for is told of the page.
    path: path ?? 'index.html',
    ...(line === null ? {} : { line }),
    ...(column_number === null ? {} : { column: column_number }),
    code: kind === 'load' ? 'failed_load' : kind === 'blank' ? 'blank_page' : 'page_error',
    message: `When the page was opened: ${message}`,
  }
}

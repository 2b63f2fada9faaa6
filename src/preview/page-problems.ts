import * as z from 'zod'
import type { PageProblemRow } from '../services/database-types.ts'
import { toStorable } from '../services/stored-text.ts'
import { rowsOf, type DatabaseClient } from '../services/supabase.ts'
import type { PreviewAddress } from './address.ts'

/** Largest report of a page, in bytes. */
export const MAX_REPORT_BYTES = 32_768

const MOST_PROBLEMS = 20
const place = z.int().min(1).max(10_000_000).optional()

/** What a page tells of itself, which anybody could tell who has its address. */
export const reportSchema = z.object({
  problems: z
    .array(
      z.object({
        kind: z.enum(['error', 'rejection', 'console', 'load', 'blank']),
        message: z.string().min(1).max(500),
        path: z.string().max(512).optional(),
        line: place,
        column: place,
        address: z.string().max(300).optional(),
      }),
    )
    .max(MOST_PROBLEMS),
})

/** Stores what is told, if it can be read; what cannot is nobody's loss. @throws {AppError} */
export async function storeReport(database: DatabaseClient, address: PreviewAddress, text: string): Promise<void> {
  const report = reportSchema.safeParse(parse(text))
  if (!report.success || report.data.problems.length === 0) return
  const p_problems = report.data.problems.map(
    ({ kind, message, path, line, column, address }): Omit<PageProblemRow, 'times'> => ({
      kind,
      message,
      path: path ?? null,
      line: line ?? null,
      column_number: column ?? null,
      address: address ?? null,
    }),
  )
  const p_address = { p_project: address.projectId, p_key: address.key }
  rowsOf(await database.rpc('report_page_problems', { ...p_address, p_problems: toStorable(p_problems) }))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

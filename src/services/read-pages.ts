import { rowsOf, type DataError } from './supabase.ts'

/** How many rows one query asks for. A data API may give fewer: its `max_rows` cuts a longer answer without a word. */
const ROWS_PER_PAGE = 1000

type Page<T> = PromiseLike<{ data: T[] | null; error: DataError | null; status: number; count: number | null }>

/**
 * All rows of a query, page by page. `page` asks for the rows from `from` to `to`, both included, in an order that is
 * fixed, and for their exact count.
 * @throws {AppError} as rowsOf does
 */
export async function readPages<T>(page: (from: number, to: number) => Page<T>): Promise<T[]> {
  const all: T[] = []
  for (;;) {
    const answer = await page(all.length, all.length + ROWS_PER_PAGE - 1)
    const rows = rowsOf(answer)
    all.push(...rows)
    if (rows.length === 0 || all.length >= (answer.count ?? 0)) return all
  }
}

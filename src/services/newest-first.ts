import { rowsOf, type DataError } from './supabase.ts'

/** Where a page ends in a newest-first list: creation time and id of its last row. */
export type PageEnd = { createdAt: string; id: string }

/** A query of rows that have `created_at` and `id`. */
type Query<Row> = PromiseLike<{ data: Row[] | null; error: DataError | null; status: number }> & {
  or(filters: string): Query<Row>
  order(column: string, options: { ascending: boolean }): Query<Row>
  limit(count: number): Query<Row>
}

/** One page of the rows of a query, newest first, behind the page that ends `before`. @throws {AppError} as rowsOf does */
export async function readNewestFirst<Row>(query: Query<Row>, limit: number, before: PageEnd | undefined) {
  const older =
    before === undefined
      ? query
      : query.or(`created_at.lt."${before.createdAt}",and(created_at.eq."${before.createdAt}",id.lt.${before.id})`)
  const rows = await older
    .order('created_at', { ascending: false })
    .order('id', { ascending: false })
    .limit(limit + 1)
  return cutPage(rowsOf(rows), limit)
}

/** The rows that a page shows, of which one more was asked for, and the last of them where there are more. */
export function cutPage<Row>(rows: readonly Row[], limit: number): { shown: Row[]; end: Row | undefined } {
  const shown = rows.slice(0, limit)
  return { shown, end: rows.length > limit ? shown.at(-1) : undefined }
}

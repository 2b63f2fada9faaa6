// All that an account has, record by record, as its owner may read it: secrets are left out, and so is what serves only while a
// request is made.
import type { DataError, DatabaseClient } from '../services/supabase.ts'
import { rowsOf } from '../services/supabase.ts'

type Row = Record<string, unknown>
type ExportRecord = { kind: string } & Row

/** A table as it is exported: how many rows at a time, by the columns that order them and are no two rows' alike. */
type Part = { kind: string; table: string; keys: readonly string[]; rows: number; columns?: string }

const OF_ACCOUNT: readonly Part[] = [
  {
    kind: 'api_key',
    table: 'api_keys',
    keys: ['id'],
    rows: 100,
    columns:
      'id,name,last_four,scopes,models,monthly_budget_usd,requests_per_minute,expires_at,revoked_at,last_used_at,created_at',
  },
  { kind: 'call', table: 'usage_ledger', keys: ['id'], rows: 500 },
  { kind: 'spending', table: 'ai_spending', keys: ['month', 'key_id'], rows: 500 },
]
const PROJECTS: Part = { kind: 'project', table: 'projects', keys: ['id'], rows: 50 }
// Rows of these may have a megabyte each, which is parsed in one go.
const OF_PROJECT: readonly Part[] = [
  { kind: 'version', table: 'versions', keys: ['number'], rows: 10 },
  { kind: 'version_report', table: 'version_reports', keys: ['number'], rows: 20 },
  {
    kind: 'blob',
    table: 'blobs',
    keys: ['hash'],
    rows: 4,
    columns: 'project_id,hash,size_bytes,encoding,content,created_at',
  },
  { kind: 'message', table: 'messages', keys: ['id'], rows: 50 },
  { kind: 'conversation_summary', table: 'conversation_summaries', keys: ['project_id'], rows: 1 },
  { kind: 'page_problem', table: 'page_problems', keys: ['number', 'fingerprint'], rows: 50 },
  {
    kind: 'preview',
    table: 'previews',
    keys: ['id'],
    rows: 100,
    columns: 'id,project_id,version,run_id,shared,frame_ancestor,expires_at,revoked_at,created_at',
  },
]
/** Projects of others that the account is a member of: what is in them is their owners' to take along. */
const MEMBERSHIPS: Part = { kind: 'membership', table: 'project_members', keys: ['project_id'], rows: 100 }
const RUNS: Part = { kind: 'run', table: 'runs', keys: ['id'], rows: 20 }
const OF_RUNS: readonly Part[] = [
  { kind: 'run_attachment', table: 'run_attachments', keys: ['run_id', 'position'], rows: 2 },
  { kind: 'run_picture', table: 'run_pictures', keys: ['run_id', 'attempt', 'width'], rows: 2 },
  { kind: 'run_step', table: 'run_steps', keys: ['run_id', 'name', 'attempt'], rows: 4 },
  { kind: 'run_event', table: 'run_events', keys: ['run_id', 'seq'], rows: 100 },
]

/** Every table that is exported. */
export const EXPORTED_TABLES = [...OF_ACCOUNT, PROJECTS, ...OF_PROJECT, RUNS, ...OF_RUNS, MEMBERSHIPS].map(
  ({ table }) => table,
)

/** `first` is what is known of the account beside its rows. The last record says how many there were, so that a cut shows. */
export async function* exportAccount(
  database: DatabaseClient,
  userId: string,
  first: ExportRecord[],
): AsyncGenerator<ExportRecord> {
  let records = 0
  for await (const record of allRecords(database, userId, first)) {
    records += 1
    yield record
  }
  yield { kind: 'end', records }
}

async function* allRecords(
  database: DatabaseClient,
  userId: string,
  first: ExportRecord[],
): AsyncGenerator<ExportRecord> {
  yield* first
  for (const part of OF_ACCOUNT) yield* readPart(database, part)
  for await (const project of readPart(database, PROJECTS, { column: 'owner_id', values: [userId] })) {
    yield project
    const ofProject = { column: 'project_id', values: [project['id']] }
    for (const part of OF_PROJECT) yield* readPart(database, part, ofProject)
    for await (const runs of readPages(database, RUNS, ofProject)) {
      yield* runs
      const ofRuns = { column: 'run_id', values: runs.map(({ id }) => id) }
      for (const part of OF_RUNS) yield* readPart(database, part, ofRuns)
    }
  }
  for await (const memberships of readPages(database, MEMBERSHIPS, { column: 'user_id', values: [userId] })) {
    yield* memberships
    const ofOthers = { column: 'project_id', values: memberships.map((membership) => membership['project_id']) }
    yield* readPart(database, RUNS, ofOthers, { column: 'owner_id', values: [userId] })
  }
}

type Filter = { column: string; values: unknown[] }

async function* readPart(database: DatabaseClient, part: Part, ...filters: Filter[]): AsyncGenerator<ExportRecord> {
  for await (const page of readPages(database, part, ...filters)) yield* page
}

/** A query whose table and columns are not known to the compiler. */
type Query = PromiseLike<{ data: Row[] | null; error: DataError | null; status: number }> & {
  in: (column: string, values: unknown[]) => Query
  or: (filters: string) => Query
  order: (column: string) => Query
  limit: (rows: number) => Query
}
type AnyTable = { from: (table: string) => { select: (columns: string) => Query } }

async function* readPages(database: DatabaseClient, part: Part, ...filters: Filter[]): AsyncGenerator<ExportRecord[]> {
  const { kind, table, keys, rows, columns = '*' } = part
  let last: Row | undefined
  for (;;) {
    let query = (database as unknown as AnyTable).from(table).select(columns)
    for (const { column, values } of filters) query = query.in(column, values)
    if (last !== undefined) query = query.or(behind(keys, last))
    for (const key of keys) query = query.order(key)
    const page = rowsOf(await query.limit(rows))
    if (page.length > 0) yield page.map((row) => ({ ...row, kind }))
    last = page.at(-1)
    if (page.length < rows) return
  }
}

/** The rows behind `last` in the order of the columns. */
function behind(keys: readonly string[], last: Row): string {
  const text = (key: string) => `"${String(last[key]).replaceAll(/["\\]/g, '\\$&')}"`
  return keys
    .map((key, index) => {
      const same = keys.slice(0, index).map((before) => `${before}.eq.${text(before)}`)
      return same.length === 0 ? `${key}.gt.${text(key)}` : `and(${[...same, `${key}.gt.${text(key)}`].join()})`
    })
    .join()
}

// The guide to operating says how to back up and restore: its command lines, run as they stand.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres, { type Sql } from 'postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { samokoder } from '../support/cli.ts'
import { isMissing, missingNote } from '../support/commands.ts'
import { startRealPostgres } from '../support/plain-postgres.ts'

const TABLES = ['auth.users', 'public.profiles', 'public.projects', 'public.blobs', 'public.runs', 'public.messages']
const USER = '00000000-0000-4000-8000-000000000001'

const run = promisify(execFile)
const servers = isMissing('pg_dump') ? [] : await Promise.all([startRealPostgres(), startRealPostgres()])
const [full, empty] = servers
const note = missingNote('pg_dump') || (full === undefined ? ' (skipped: no PostgreSQL is installed)' : '')

afterAll(() => Promise.all([full?.close(), empty?.close()]))

async function withSql<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}

const readRows = (url: string) =>
  withSql(url, (sql) => Promise.all(TABLES.map((table) => sql.unsafe(`select to_jsonb(t) from ${table} t`))))

const addProject = (url: string) =>
  withSql(
    url,
    (sql) => sql`
      with project as (insert into public.projects (owner_id, name) values (${USER}, 'A list') returning id),
        blob as (insert into public.blobs select id, repeat('0', 64), 3, 'utf8', E'a\nb' from project),
        run as (
          insert into public.runs (project_id, owner_id, kind, prompt, model, base_version)
          select id, ${USER}, 'generate', 'A list', 'm', 0 from project returning id, project_id
        )
      insert into public.messages (project_id, run_id, role, content)
      select project_id, id, 'user', 'A list' from run returning id`,
  )

describe.skipIf(note !== '')(`a backup${note}`, () => {
  it('brings a new set every row, and the set goes on from there', async () => {
    const [from, to] = [full?.url ?? '', empty?.url ?? '']
    const folder = await mkdtemp(join(tmpdir(), 'samokoder-backup-'))
    try {
      for (const url of [from, to])
        expect(await samokoder({ DATABASE_URL: url }, 'migrate', 'up')).toMatchObject({ code: 0 })
      await withSql(
        from,
        (sql) => sql`
        insert into auth.users (id, email, raw_user_meta_data) values (${USER}, 'ada@example.com', '{"name": "Ada"}')`,
      )
      await addProject(from)

      const guide = await readFile('docs/operations.md', 'utf8')
      for (const [name, url] of [
        ['backup', from],
        ['restore', to],
      ] as const) {
        const script = new RegExp(`<!-- ${name}[^\\n]*\\n+\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(guide)?.[1] ?? 'exit 1'
        await run('sh', ['-euc', script], { cwd: folder, env: { ...process.env, DATABASE_URL: url } })
      }

      expect(await readRows(to)).toEqual(await readRows(from))
      expect((await readRows(to)).map((rows) => rows.length)).toEqual(TABLES.map(() => 1))
      await withSql(to, (sql) => sql`update public.runs set status = 'canceled'`)
      expect(await addProject(to)).toEqual([{ id: '2' }])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

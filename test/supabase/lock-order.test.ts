// Whoever works on a project and whoever deletes it wait for each other, and never in a circle.
import { randomUUID } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRealPostgres } from '../support/plain-postgres.ts'

const real = await startRealPostgres()
const DEADLOCK = '40P01'
/** SHA-256 of `x`. */
const HASH = '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881'
const BLOBS = [{ hash: HASH, size_bytes: 1, encoding: 'utf8', content: 'x' }]
const MANIFEST = { 'a.txt': { hash: HASH, size_bytes: 1 } }

type Ids = { owner: string; member: string; project: string; run: string; webhook: string }
type Begun = { outcome: Promise<string>; ended: boolean }
type Work = (sql: Sql, ids: Ids) => Promise<unknown>

const usage = () => [
  { id: randomUUID(), model: 'm', outcome: 'whole', prompt_tokens: 1, completion_tokens: 1, estimated: false },
]
const as = (who: 'owner' | 'member', work: Work): Work => {
  return (sql, ids) =>
    sql.begin(async (transaction) => {
      await transaction`select set_config('request.jwt.claim.sub', ${ids[who]}, true)`
      // What is left of the type is what no work uses.
      await work(transaction as unknown as Sql, ids)
    })
}

const asOwner = (work: Work) => as('owner', work)

const WORK: Record<string, Work> = {
  record_run: (sql, { run }) =>
    sql`select public.record_run(${run}, 1, 600, '[]', ${sql.json(BLOBS)}, null, ${sql.json(usage())})`,
  finish_run: (sql, { run }) =>
    sql`select public.finish_run(${run}, 1, '{"status": "succeeded"}', ${sql.json({})}, ${sql.json(usage())})`,
  settle_deliveries: (sql, { run, webhook }) =>
    sql`select public.settle_deliveries(${webhook}, ${run}, claim, '[]', jsonb_build_object('id', d.id, 'gone', true))
      from public.webhook_queues q join public.webhook_deliveries d using (webhook_id, run_id)
      where webhook_id = ${webhook} order by d.seq limit 1`,
  claim_deliveries: (sql, { run }) => sql`select public.claim_deliveries(10, 3, 10, 65536, 60, ${run})`,
  redeliver: (sql, { owner, webhook }) =>
    sql`select public.redeliver(${owner}, ${webhook}, id) from public.webhook_deliveries
      where webhook_id = ${webhook} order by seq limit 1`,
  claim_run: (sql, { run }) => sql`select public.claim_run(${run}, 600)`,
  cancel_run: asOwner((sql, { run }) => sql`select public.cancel_run(${run})`),
  stop_account: (sql, { owner }) => sql`select * from public.stop_account(${owner})`,
  create_run: asOwner((sql, { project }) => sql`select public.create_run(${project}, 'edit', 'Go', 'm')`),
  commit_version: asOwner(
    (sql, { project }) =>
      sql`select public.commit_version(${project}, 0, ${sql.json(MANIFEST)}, ${sql.json(BLOBS)}, 'write', '', true)`,
  ),
  'commit_version of a member': as(
    'member',
    (sql, { project }) =>
      sql`select public.commit_version(${project}, 0, ${sql.json(MANIFEST)}, ${sql.json(BLOBS)}, 'write', '', true)`,
  ),
  'cancel_run of a member': as('member', (sql, { run }) => sql`select public.cancel_run(${run})`),
  remove_member: asOwner((sql, { project, member }) => sql`select public.remove_member(${project}, ${member})`),
  'set_member to be the owner': asOwner(
    (sql, { project, member }) => sql`select public.set_member(${project}, ${member}, 'owner')`,
  ),
}
const DELETIONS: Record<string, Work> = {
  project: (sql, { project }) => sql`delete from public.projects where id = ${project}`,
  account: (sql, { owner }) => sql`delete from auth.users where id = ${owner}`,
  'account by its owner': (sql, { owner }) => sql`select public.delete_account(${owner}, 10)`,
  'account of a member': (sql, { member }) => sql`select public.delete_account(${member}, 10)`,
  webhook: (sql, { owner, webhook }) => sql`select public.delete_webhook(${owner}, ${webhook})`,
}
/** What a deletion leaves nothing of. */
const GONE: Record<string, Work> = {
  project: (sql, { project }) => sql`select from public.projects where id = ${project}`,
  account: (sql, { owner }) => sql`select from public.projects where owner_id = ${owner}`,
  'account by its owner': (sql, { owner }) => sql`select from public.projects where owner_id = ${owner}`,
  'account of a member': (sql, { member }) => sql`select from public.project_members where user_id = ${member}`,
  webhook: (sql, { webhook }) => sql`select from public.webhook_queues where webhook_id = ${webhook}`,
}
/** What somebody else holds when both come, so that they queue up behind it. */
const HOLDS: Record<string, Work> = {
  account: (sql, { owner }) => sql`select from auth.users where id = ${owner} for update`,
  'account of a member': (sql, { member }) => sql`select from auth.users where id = ${member} for update`,
  project: (sql, { project }) => sql`select from public.projects where id = ${project} for update`,
  run: (sql, { run }) => sql`select from public.runs where id = ${run} for update`,
  webhook: (sql, { webhook }) => sql`select from public.webhooks where id = ${webhook} for update`,
}

const CASES = Object.keys(WORK).flatMap((work) =>
  Object.keys(DELETIONS).flatMap((deletion) => Object.keys(HOLDS).map((hold) => [work, deletion, hold] as const)),
)

describe.skipIf(real === undefined)('a deletion', () => {
  let sql: Sql

  beforeAll(async () => {
    sql = postgres(real?.url ?? '', { max: 5, onnotice: () => undefined })
    const files = (await readdir('supabase/migrations')).filter((file) => file.endsWith('.sql')).toSorted()
    for (const file of files) await sql.unsafe(await readFile(`supabase/migrations/${file}`, 'utf8'))
  })
  afterAll(async () => {
    await sql.end()
    await real?.close()
  })

  async function makeRun(claimed: boolean): Promise<Ids> {
    const [owner, member] = [randomUUID(), randomUUID()]
    await sql`insert into auth.users (id) values (${owner}), (${member})`
    const [project] = await sql`insert into public.projects (name, owner_id) values ('x', ${owner}) returning id`
    const webhook = randomUUID()
    await sql`insert into public.webhooks (id, owner_id, url, events, ring_key, sealed)
      values (${webhook}, ${owner}, 'https://example.com/', '{run.created,run.started,run.succeeded,run.canceled}', 'k', 's')`
    const [run] = await sql`select id from public.insert_run(${project?.['id']}, 'edit', 'Go', 'm')`
    await sql`insert into public.project_members (project_id, user_id, role) values (${project?.['id']}, ${member}, 'editor')`
    await sql`insert into public.runs (project_id, owner_id, kind, prompt, model, base_version, status, finished_at)
      values (${project?.['id']}, ${member}, 'edit', 'Go', 'm', 0, 'succeeded', now())`
    if (claimed) await sql`select public.claim_run(${run?.['id']}, 600)`
    await sql`select public.claim_deliveries(1, 1, 10, 65536, 0, ${run?.['id']})`
    return { owner, member, project: project?.['id'] as string, run: run?.['id'] as string, webhook }
  }

  /** Work under way, with its SQLSTATE once it has failed. */
  function begin(work: Work | undefined, ids: Ids): Begun {
    if (work === undefined) throw new Error('no such work')
    const begun: Begun = { ended: false, outcome: Promise.resolve('') }
    begun.outcome = work(sql, ids)
      .then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code ?? String(error),
      )
      .finally(() => (begun.ended = true))
    return begun
  }

  /** Waits until each has ended or waits for a lock. */
  async function untilWaiting(all: Begun[]): Promise<void> {
    for (;;) {
      const [row] = await sql`select count(*)::integer as waiting from pg_stat_activity where wait_event_type = 'Lock'`
      if (row?.['waiting'] >= all.filter(({ ended }) => !ended).length) return
    }
  }

  it.each(CASES)('under %s, of the %s, while the %s is held, makes no deadlock', async (work, deletion, hold) => {
    const ids = await makeRun(!['claim_run', 'cancel_run', 'cancel_run of a member'].includes(work))
    let outcomes: Promise<string>[] = []
    await sql.begin(async (holder) => {
      await HOLDS[hold]?.(holder as unknown as Sql, ids)
      const first = begin(WORK[work], ids)
      await untilWaiting([first])
      const second = begin(DELETIONS[deletion], ids)
      await untilWaiting([first, second])
      outcomes = [first.outcome, second.outcome]
    })
    const [worked, deleted] = await Promise.all(outcomes)
    expect(worked).not.toBe(DEADLOCK)
    expect(deleted).toBe('done')
    expect(await GONE[deletion]?.(sql, ids)).toHaveLength(0)
  })
})

// A month of use in fast forward, and what is left of it when what nobody needs has been pruned.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prune, pruneInBatches } from '../../src/projects/prune.ts'
import { openLite } from '../support/data-access.ts'
import { addAccount, addProject, type Account } from '../support/data-fixture.ts'
import { makeStack } from '../support/stack.ts'

const RUNS = 10_000
const ACCOUNTS = 5
/** Of each. */
const PROJECTS = 8
const RETENTION_DAYS = 7
/** Runs that one statement makes. */
const BATCH = 250

/**
 * Makes runs by the functions that drivers and users call. Of four, two succeed, one is canceled and one fails, each with
 * two files stored by then; every fifth is followed by an edit, every seventh by the deletion of a file.
 */
const SPEND = `
create function public.spend(p_first integer, p_last integer, p_projects uuid[], p_runs integer) returns void
language plpgsql as $$
declare
  project public.projects;
  run public.runs;
  files jsonb;
  head jsonb;
begin
  for i in p_first..p_last loop
    select * into project from public.projects where id = p_projects[1 + i % cardinality(p_projects)];
    perform set_config('request.jwt.claim.sub', project.owner_id::text, true),
      set_config('request.jwt.claims', jsonb_build_object('sub', project.owner_id)::text, true);
    run := public.create_run(project.id, 'edit', 'Change ' || i, 'm', 600);
    files := (
      select jsonb_agg(jsonb_build_object('hash', encode(sha256(convert_to(content, 'UTF8')), 'hex'),
        'size_bytes', octet_length(content), 'encoding', 'utf8', 'content', content))
      from (select repeat('Line ' || i || ' of file ' || k || E'\\n', 40) as content from generate_series(1, 2) as k) made
    );
    perform public.record_run(run.id, 1, 600,
      (select jsonb_agg(jsonb_build_object('type', 'file.completed', 'data', jsonb_build_object('path', 'a/' || k)))
        from generate_series(1, 10) as k),
      files, jsonb_build_object('name', 'plan', 'attempt', 1, 'output', jsonb_build_object('title', repeat('x', 500))),
      jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'model', 'm', 'outcome', 'whole',
        'prompt_tokens', 10, 'completion_tokens', 10, 'estimated', false)));
    head := coalesce((select manifest from public.versions where project_id = project.id and number = project.head), '{}');
    if i % 4 = 1 then perform public.cancel_run(run.id); end if;
    perform public.finish_run(run.id, 1,
      jsonb_build_object('status', case when i % 4 = 3 then 'failed' else 'succeeded' end, 'message', 'Done.'),
      case when i % 4 <> 3 then head || jsonb_build_object(
        'src/' || i % 30 || '.txt', (files -> 0) - 'encoding' - 'content',
        'lib/' || i % 20 || '.txt', (files -> 1) - 'encoding' - 'content') end);
    select * into project from public.projects where id = project.id;
    head := coalesce((select manifest from public.versions where project_id = project.id and number = project.head), '{}');
    if i % 5 = 0 then
      files := jsonb_build_object('hash', encode(sha256(convert_to('Edit ' || i, 'UTF8')), 'hex'),
        'size_bytes', octet_length('Edit ' || i), 'encoding', 'utf8', 'content', 'Edit ' || i);
      head := head || jsonb_build_object('notes.txt', files - 'encoding' - 'content');
      project.head := (public.commit_version(project.id, project.head, head, jsonb_build_array(files), 'write', '')).number;
    end if;
    if i % 7 = 0 and head <> '{}' then
      perform public.commit_version(project.id, project.head,
        head - (select min(key) from jsonb_object_keys(head) as key), '[]', 'write', '');
    end if;
    -- The whole of it took a month.
    update public.runs set finished_at = now() - interval '30 days' * (p_runs - i) / p_runs where id = run.id;
  end loop;
end
$$`

const TABLES = ['blobs', 'versions', 'runs', 'run_events', 'run_steps', 'messages', 'usage_ledger'] as const

describe('after a month of ten thousand runs, half of them canceled or failed,', () => {
  let data: Awaited<ReturnType<typeof openLite>>
  const config = () => ({ ...makeStack(data.environment).config, RUN_FACTS_RETENTION_DAYS: RETENTION_DAYS })

  beforeAll(async () => {
    data = await openLite()
    const accounts: Account[] = []
    for (let n = 0; n < ACCOUNTS; n++) accounts.push(await addAccount(data))
    const projects = accounts.map(({ project }) => project)
    for (const { id, session } of accounts) {
      for (let n = 1; n < PROJECTS; n++) projects.push(await addProject(data, session, id))
    }
    await data.sql(SPEND)
    for (let first = 1; first <= RUNS; first += BATCH) {
      const ids = projects.map((id) => `'${id}'`).join()
      await data.sql(`select public.spend(${first}, ${first + BATCH - 1}, array[${ids}]::uuid[], ${RUNS})`)
    }
    for (const project of projects.slice(0, 4)) await data.sql(`delete from public.projects where id = '${project}'`)
    await data.sql('drop function public.spend')
    // A run that comes of age meanwhile would be pruned and was not counted.
    const age = `now() - interval '${RETENTION_DAYS} days'`
    await data.sql(`update public.runs set finished_at = finished_at - interval '1 hour'
      where finished_at between ${age} and ${age} + interval '1 hour'`)
  }, 900_000)
  afterAll(() => data.close())

  const measure = async () => {
    const measured: Record<string, { rows: number; bytes: number }> = {}
    for (const table of TABLES) {
      const [row] = await data.sql<{ rows: number; bytes: number }>(
        `select count(*)::integer as rows, coalesce(sum(pg_column_size(t.*)), 0)::integer as bytes from public.${table} t`,
      )
      if (row !== undefined) measured[table] = row
    }
    return measured
  }
  /** Of every file of every version: how many there are, how many read byte for byte, and what they are. */
  const readVersions = () =>
    data.sql<{ files: number; whole: number; all: string }>(
      `select count(*)::integer as files,
          count(*) filter (where encode(sha256(convert_to(b.content, 'UTF8')), 'hex') = f.value ->> 'hash')::integer as whole,
          md5(string_agg(v.project_id || ' ' || v.number || ' ' || f.key || ' ' || b.content, E'\\n'
            order by v.project_id, v.number, f.key)) as all
        from public.versions v cross join jsonb_each(v.manifest) f
        left join public.blobs b on b.project_id = v.project_id and b.hash = f.value ->> 'hash'`,
    )

  it(
    'pruning takes what no version names and facts that are old, and every version reads byte for byte',
    { timeout: 600_000 },
    async () => {
      const before = await measure()
      const [read] = await readVersions()
      expect(read?.whole).toBe(read?.files)
      expect(read?.files).toBeGreaterThan(RUNS)

      const counted = await prune(config(), 1_000_000, true)
      expect(await measure()).toEqual(before)
      const pruned = await pruneInBatches(config())
      expect(pruned).toEqual(counted)
      expect(await prune(config(), 1_000_000, true)).toEqual({
        blobs: 0,
        run_facts: 0,
        awaiting_runs: 0,
        webhook_deliveries: 0,
        accounts: 0,
      })

      const after = await measure()
      process.stderr.write(`${JSON.stringify({ before, after, pruned })}\n`)
      expect(await readVersions()).toEqual([read])
      // What half of the runs have stored, and the facts of three weeks and more.
      expect(after['blobs']?.rows).toBeLessThan((before['blobs']?.rows ?? 0) * 0.6)
      expect(after['run_events']?.rows).toBeLessThan((before['run_events']?.rows ?? 0) * 0.4)
      expect(after['run_steps']?.rows).toBeLessThan((before['run_steps']?.rows ?? 0) * 0.4)
      for (const table of ['versions', 'runs', 'messages', 'usage_ledger'])
        expect(after[table]?.rows).toBe(before[table]?.rows)
    },
  )

  it('each project is charged with what it has', async () => {
    const wrong = await data.sql(
      `select id from public.projects p where used_bytes <>
        coalesce((select sum(public.stored_size(b)) from public.blobs b where b.project_id = p.id), 0)
        + coalesce((select sum(public.stored_size(v)) from public.versions v where v.project_id = p.id), 0)
        + coalesce((select sum(public.stored_size(r)) from public.runs r where r.project_id = p.id), 0)`,
    )
    expect(wrong).toEqual([])
  })

  it('a run of then still tells its end', async () => {
    const rows = await data.sql(
      `select r.id from public.runs r where facts_pruned
        and (select array_agg(e.seq) from public.run_events e where e.run_id = r.id) is distinct from array[r.last_event]`,
    )
    expect(rows).toEqual([])
    expect(await data.sql('select from public.runs where facts_pruned limit 1')).toHaveLength(1)
  })
})

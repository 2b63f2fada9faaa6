-- What is known of how a version came about, kept beside it: the facts and steps that tell it are pruned.

create table public.version_reports (
  project_id uuid not null,
  number integer not null,
  report jsonb not null, -- as describe_work has it
  primary key (project_id, number),
  foreign key (project_id, number) references public.versions (project_id, number) on delete cascade
);

alter table public.version_reports enable row level security;
-- The sub-select passes through the policy of projects.
create policy read_own on public.version_reports for select to authenticated
  using (exists (select from public.projects p where p.id = project_id));
revoke all on public.version_reports from anon, authenticated;
grant select on public.version_reports to authenticated;
grant all on public.version_reports to service_role;

-- The facts of a run that still count: without those that a driver has withdrawn.
create function public.standing_facts(p_run uuid)
returns table (seq integer, type text, data jsonb, step text, created_at timestamptz)
language sql stable set search_path = '' as $$
  with withdrawn as (
    select e.data ->> 'step' as step, (e.data ->> 'attempt')::integer as attempt,
      (e.data ->> 'first_seq')::integer as first_seq, (e.data ->> 'last_seq')::integer as last_seq
    from public.run_events e where e.run_id = p_run and e.type = 'facts.withdrawn'
  )
  select e.seq, e.type, e.data, e.step, e.created_at
  from public.run_events e
  where e.run_id = p_run and not exists (
    select from withdrawn w where w.step = e.step and w.attempt = e.attempt and e.seq between w.first_seq and w.last_seq
  )
$$;

-- How long each kind of step took, in milliseconds: from the end of the step before, or from when the process that ended it
-- had taken the run. So neither waiting nor what a process that broke off had done of it counts.
create function public.time_steps(p_run uuid) returns jsonb
language sql stable set search_path = '' as $$
  with claims as (
    select created_at from public.run_events where run_id = p_run and type = 'run.started'
  ), timed as (
    select s.name, s.finished_at, s.finished_at - greatest(
      lag(s.finished_at) over (order by s.finished_at, s.name, s.attempt),
      (select max(c.created_at) from claims c where c.created_at <= s.finished_at)
    ) as taken
    from public.run_steps s where s.run_id = p_run
  ), summed as (
    select name, count(*) as count, min(finished_at) as first,
      round(sum(extract(epoch from coalesce(taken, interval '0'))) * 1000)::bigint as duration_ms
    from timed group by name
  )
  select coalesce(jsonb_agg(
    jsonb_build_object('name', name, 'count', count, 'duration_ms', duration_ms) order by first, name
  ), '[]') from summed
$$;

-- At most so many of a list, with messages of a length that does no harm.
create function public.first_of(p_list jsonb, p_count integer) returns jsonb
language sql immutable set search_path = '' as $$
  select coalesce(jsonb_agg(
    case when entry.value ? 'message'
      then entry.value || jsonb_build_object('message', left(entry.value ->> 'message', 500)) else entry.value end
    order by entry.ordinality
  ), '[]')
  from jsonb_array_elements(case when jsonb_typeof(p_list) = 'array' then p_list else '[]' end)
    with ordinality as entry
  where entry.ordinality <= p_count
$$;

-- The checks of a run: "problems_found" by the first one, and all else by the last one of a state that was kept. A repair
-- that made nothing better was undone, and the check before it speaks of files that are gone.
create function public.describe_checks(p_run uuid) returns jsonb
language sql stable set search_path = '' as $$
  with marks as (
    select seq, type, data from public.standing_facts(p_run) where type in ('check.completed', 'repair.completed')
  ), kept as (
    select c.seq, c.data from marks c
    where c.type = 'check.completed' and not exists (
      select from marks r
      where r.seq = (select min(n.seq) from marks n where n.seq > c.seq)
        and r.type = 'repair.completed' and r.data ->> 'is_kept' = 'false'
    )
  ), counted as (
    select seq, data, coalesce((data ->> 'problem_count')::integer, jsonb_array_length(data -> 'problems'), 0) as problems
    from kept
  )
  select jsonb_build_object(
    'files_checked', coalesce((last.data ->> 'files_checked')::integer, 0),
    'files_not_checked', coalesce(
      (select sum((reason ->> 'files')::integer) from jsonb_array_elements(last.data -> 'omissions') as reason),
      jsonb_array_length(last.data -> 'files_not_checked'), 0),
    'omissions', coalesce(last.data -> 'omissions', '[]'),
    'not_checked', public.first_of(last.data -> 'files_not_checked', 20),
    'problems_from_before', coalesce((last.data ->> 'problems_from_before')::integer, 0),
    'problems_found', first.problems,
    'problems_left', last.problems,
    'problems', public.first_of(last.data -> 'problems', 20)
  )
  from (select * from counted order by seq limit 1) first, (select * from counted order by seq desc limit 1) last
$$;

-- What is kept of a run beside its version, a few kilobytes: checks, repairs, what was wrong with answers, and the time.
create function public.describe_work(p_run uuid) returns jsonb
language sql stable set search_path = '' as $$
  with facts as (
    -- What undoes a repair tells again of faults from before.
    select * from public.standing_facts(p_run) where step is distinct from 'settle' or type = 'repair.completed'
  ), codes as (
    select type, data ->> 'code' as code, count(*) as count from facts
    where type in ('answer.mended', 'answer.problem', 'answer.cut', 'file.failed') group by 1, 2
  )
  select jsonb_build_object(
    'checks', public.describe_checks(p_run),
    'repairs', public.first_of((select jsonb_agg(data order by seq) from facts where type = 'repair.completed'), 20),
    'mended', coalesce((
      select jsonb_agg(jsonb_build_object('code', code, 'count', count) order by code)
      from codes where type = 'answer.mended'
    ), '[]'),
    'refused', coalesce((
      select jsonb_agg(jsonb_build_object('code', code, 'count', count) order by code)
      from (select code, sum(count) as count from codes where type in ('answer.problem', 'file.failed') group by 1) refused
    ), '[]'),
    'cut_answers', coalesce((select sum(count) from codes where type = 'answer.cut'), 0),
    'steps', public.time_steps(p_run)
  )
$$;

-- However a run comes to its version, the report is made in the same transaction.
create function public.store_report() returns trigger
language plpgsql set search_path = '' as $$
begin
  insert into public.version_reports (project_id, number, report)
  values (new.project_id, new.version, public.describe_work(new.id))
  on conflict (project_id, number) do nothing;
  return null;
end
$$;
create trigger store_report after update of version on public.runs
for each row when (new.version is not null and new.version is distinct from old.version)
execute function public.store_report();

-- Of the runs that have their facts still.
insert into public.version_reports (project_id, number, report)
select v.project_id, v.number, public.describe_work(r.id)
from public.runs r join public.versions v on v.project_id = r.project_id and v.number = r.version
where not r.facts_pruned;

-- The run that has made the files of a version, with what is kept of it and what its calls took: its own run, or for one
-- that has none, such as a restored one, the last before it that came to the same files. Row level security narrows it.
create function public.read_report(p_project uuid, p_version integer)
returns table (version integer, origin text, run jsonb, is_merged boolean, report jsonb, models jsonb)
language sql stable set search_path = '' as $$
  select v.number, v.origin, to_jsonb(r), source.is_merged, w.report, (
    select jsonb_agg(to_jsonb(m) order by m.model)
    from (
      select model, count(*) as calls, count(*) filter (where outcome <> 'whole') as calls_not_whole,
        sum(prompt_tokens) as prompt_tokens, sum(completion_tokens) as completion_tokens, bool_or(estimated) as estimated,
        case when bool_and(cost_usd is not null) then sum(cost_usd) end as cost_usd
      from public.usage_ledger where run_id = r.id group by model
    ) m
  )
  from public.versions v
  left join lateral (
    select made.number, made.run_id, made.state = 'committed' and cardinality(made.parents) > 1 as is_merged
    from public.versions made
    where made.project_id = v.project_id and made.number <= v.number and made.run_id is not null
      and made.file_count = v.file_count and made.size_bytes = v.size_bytes and made.manifest = v.manifest
    order by made.number desc limit 1
  ) source on true
  left join public.runs r on r.id = source.run_id
  left join public.version_reports w on w.project_id = v.project_id and w.number = source.number
  where v.project_id = p_project and v.number = p_version
$$;

revoke execute on function public.standing_facts(uuid), public.time_steps(uuid), public.first_of(jsonb, integer),
  public.describe_checks(uuid), public.describe_work(uuid), public.store_report(), public.read_report(uuid, integer)
  from public, anon, authenticated;
grant execute on function public.read_report(uuid, integer) to authenticated;
grant execute on function public.standing_facts(uuid), public.time_steps(uuid), public.first_of(jsonb, integer),
  public.describe_checks(uuid), public.describe_work(uuid), public.store_report(), public.read_report(uuid, integer)
  to service_role;

-- What a run looks like that was opened in a browser before its commit: pictures of it, kept as long as its facts.

create table public.run_pictures (
  run_id uuid not null references public.runs (id) on delete cascade,
  attempt integer not null check (attempt between 1 and 100), -- how often the run has opened it by then
  width integer not null check (width between 1 and 4000),
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
  content text not null check (octet_length(content) <= 1500000), -- base64
  primary key (run_id, attempt, width)
);

alter table public.run_pictures enable row level security;
-- The sub-select passes through the policy of runs.
create policy read_own on public.run_pictures for select to authenticated
  using (exists (select from public.runs r where r.id = run_id));
revoke all on public.run_pictures from anon, authenticated;
grant select on public.run_pictures to authenticated;
grant all on public.run_pictures to service_role;

-- Of a driver that has the run still. Those that are too large are left out. Returns how many were stored.
create function public.store_pictures(p_run uuid, p_epoch integer, p_attempt integer, p_pictures jsonb) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  stored integer;
begin
  perform from public.runs where id = p_run and epoch = p_epoch and finished_at is null;
  if not found then perform public.raise_code(409, 'stale_epoch'); end if;
  insert into public.run_pictures (run_id, attempt, width, media_type, content)
  select p_run, p_attempt, given.width, given.media_type, given.content
  from jsonb_to_recordset(p_pictures) as given(width integer, media_type text, content text)
  where octet_length(given.content) <= 1500000
  on conflict (run_id, attempt, width) do update set media_type = excluded.media_type, content = excluded.content;
  get diagnostics stored = row_count;
  return stored;
end
$$;

create function public.drop_pictures() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.run_pictures where run_id = new.id;
  return null;
end
$$;
create trigger drop_pictures after update of facts_pruned on public.runs
for each row when (new.facts_pruned and not old.facts_pruned) execute function public.drop_pictures();

revoke execute on function public.store_pictures(uuid, integer, integer, jsonb), public.drop_pictures()
  from public, anon, authenticated;
grant execute on function public.store_pictures(uuid, integer, integer, jsonb), public.drop_pictures() to service_role;

-- As before, with what came of opening the page of the last state that was kept, and what was found in it at any time.
create or replace function public.describe_work(p_run uuid) returns jsonb
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
    'page', (
      select o.data from facts o
      where o.type = 'page.opened' and not exists (
        select from facts r where r.type = 'repair.completed' and r.data ->> 'is_kept' = 'false' and r.seq = (
          select min(n.seq) from facts n where n.seq > o.seq and n.type in ('check.completed', 'repair.completed')
        )
      )
      order by o.seq desc limit 1
    ),
    'page_findings', public.first_of((select jsonb_agg(data order by seq) from facts where type = 'problem.found'), 50),
    'cut_answers', coalesce((select sum(count) from codes where type = 'answer.cut'), 0),
    'steps', public.time_steps(p_run)
  )
$$;

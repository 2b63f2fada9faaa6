-- Undoes the migration of this name. Runs that rest are over; how far runs were to go by themselves, what they might take,
-- and what tiers allowed a run is lost.

update public.runs set status = 'failed', error_code = 'internal', error_message = 'The run was given up.', finished_at = now()
where status in ('waiting', 'awaiting_input');
drop function public.prune_awaiting_runs(integer, integer, boolean);
drop function public.answer_run(uuid, jsonb, integer);
drop function public.rest_run(uuid, integer, jsonb, jsonb);
drop function public.create_run(uuid, text, text, text, integer, jsonb);
drop function public.insert_run(uuid, text, text, text, integer, jsonb);

create or replace function public.insert_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  limits public.tier_limits;
  result public.runs;
begin
  perform from auth.users where id = (select owner_id from public.projects where id = p_project) for key share;
  select * into project from public.projects where id = p_project for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  -- The bounds of newRunSchema in src/runs/run.ts.
  if p_prompt is null or public.is_blank(p_prompt) or public.utf16_length(p_prompt) > 32000
    or p_model is null or public.utf16_length(p_model) not between 1 and 200
  then perform public.raise_code(400, 'bad_request'); end if;
  if exists (select from public.runs where project_id = p_project and status in ('queued', 'running')) then
    perform public.raise_code(409, 'run_active');
  end if;
  limits := public.limits_of(project.owner_id);
  -- A run that could not be stored would cost for nothing.
  if project.head >= limits.max_versions or project.used_bytes >= limits.max_project_bytes then
    perform public.raise_code(409, 'storage_full');
  end if;
  perform public.lock_account(project.owner_id);
  if (select count(*) from public.runs where owner_id = project.owner_id and status in ('queued', 'running'))
    >= limits.max_active_runs
    or (limits.max_monthly_runs is not null and public.count_monthly_runs(project.owner_id) >= limits.max_monthly_runs)
  then perform public.raise_code(409, 'too_many_runs'); end if;
  insert into public.runs (project_id, owner_id, kind, prompt, model, base_version)
  values (p_project, project.owner_id, p_kind, p_prompt, p_model, project.head) returning * into result;
  perform public.charge_storage(p_project, public.stored_size(result));
  insert into public.messages (project_id, run_id, role, content) values (p_project, result.id, 'user', p_prompt);
  perform public.append_events(result.id, jsonb_build_array(jsonb_build_object('type', 'run.created',
    'data', jsonb_build_object('kind', p_kind, 'model', p_model, 'base_version', project.head))));
  if p_lease_seconds is not null then perform public.claim_run(result.id, p_lease_seconds); end if;
  select * into result from public.runs where id = result.id;
  return result;
end
$$;

create or replace function public.create_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
begin
  perform from auth.users where id = auth.uid() for key share;
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  p_kind := coalesce(p_kind, case when project.head = 0 then 'generate' else 'edit' end);
  if p_kind not in ('generate', 'edit') or p_lease_seconds not between 1 and 600 then
    perform public.raise_code(400, 'bad_request');
  end if;
  return public.insert_run(p_project, p_kind, p_prompt, p_model, p_lease_seconds);
end
$$;

create or replace function public.claim_run(p_run uuid, p_lease_seconds integer, p_kinds text[] default null)
returns setof public.runs
language plpgsql security definer set search_path = '' as $$
declare
  claimed public.runs;
begin
  perform public.lock_run(p_run);
  update public.runs set
    epoch = epoch + 1,
    status = 'running',
    started_at = coalesce(started_at, now()),
    lease_expires_at = now() + make_interval(secs => p_lease_seconds)
  where id = p_run and status in ('queued', 'running') and (lease_expires_at is null or lease_expires_at < now())
    and (p_kinds is null or kind = any (p_kinds))
  returning * into claimed;
  if not found then return; end if;
  -- Of these calls nobody will tell any more: the estimates stay.
  update public.usage_ledger set outcome = 'broken_off' where run_id = p_run and outcome = 'under_way';
  perform public.append_events(p_run, jsonb_build_array(
    jsonb_build_object('type', 'run.started', 'data', jsonb_build_object('epoch', claimed.epoch))));
  return query select * from public.runs where id = p_run;
end
$$;

create or replace function public.cancel_run(p_run uuid) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  target public.runs;
begin
  if not exists (select from public.runs where id = p_run and owner_id = auth.uid()) then
    perform public.raise_code(404, 'not_found');
  end if;
  target := public.lock_run(p_run);
  if target.id is null then perform public.raise_code(404, 'not_found'); end if;
  if target.status not in ('queued', 'running') then return target; end if;
  update public.runs set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = p_run;
  if target.lease_expires_at is null or target.lease_expires_at < now() then
    update public.runs set status = 'canceled', error_code = 'canceled', error_message = 'The run was canceled.',
      epoch = epoch + 1, lease_expires_at = null, finished_at = now()
    where id = p_run;
    perform public.append_events(p_run, jsonb_build_array(jsonb_build_object('type', 'run.canceled',
      'data', jsonb_build_object('status', 'canceled', 'error_code', 'canceled',
        'error_message', 'The run was canceled.', 'usage', target.usage))));
  end if;
  select * into target from public.runs where id = p_run;
  return target;
end
$$;

create or replace function public.prune_blobs(p_limit integer, p_dry_run boolean default false) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  project uuid;
  batch integer;
  bytes bigint;
  removed integer := 0;
begin
  if p_dry_run then
    return (
      select count(*) from (
        select from public.blobs b
        where not b.kept and not exists (
          select from public.runs r where r.project_id = b.project_id and r.status in ('queued', 'running')
        ) limit p_limit
      ) prunable
    );
  end if;
  for project in
    select b.project_id from (select distinct project_id from public.blobs where not kept) b
    where not exists (
      select from public.runs r where r.project_id = b.project_id and r.status in ('queued', 'running')
    ) limit p_limit
  loop
    exit when removed >= p_limit;
    -- Commits and new runs hold this lock too: none is under way, and none begins before this has ended.
    perform from public.projects where id = project for update skip locked;
    continue when not found;
    continue when exists (
      select from public.runs where project_id = project and status in ('queued', 'running')
    );
    with gone as (
      delete from public.blobs where project_id = project and not kept and hash in (
        select hash from public.blobs where project_id = project and not kept limit p_limit - removed
      ) returning *
    )
    select count(*), coalesce(sum(public.stored_size(gone::public.blobs)), 0) into batch, bytes from gone;
    update public.projects set used_bytes = used_bytes - bytes where id = project;
    removed := removed + batch;
  end loop;
  return removed;
end
$$;

drop function public.end_run(uuid, text, text, text);
drop function public.require_room_for_run(uuid, public.tier_limits);
drop function public.budget_within(public.tier_limits, jsonb);
drop function public.input_is_valid(jsonb);

create or replace function public.stored_size(p_run public.runs) returns bigint
language sql immutable set search_path = '' as $$ select octet_length(p_run.prompt)::bigint * 2 + 4096 $$;

drop index public.runs_unfinished;
drop index public.runs_awaiting_input;
drop index public.runs_one_active;
create unique index runs_one_active on public.runs (project_id) where status in ('queued', 'running');
drop index public.runs_to_claim;
create index runs_to_claim on public.runs (lease_expires_at) where status in ('queued', 'running');
drop index public.runs_active_by_owner;
create index runs_active_by_owner on public.runs (owner_id) where status in ('queued', 'running');
alter table public.tier_limits
  drop column max_run_cost_usd, drop column max_run_tokens, drop column max_run_repairs, drop column max_run_seconds;

create or replace function public.limits_of(p_owner uuid) returns public.tier_limits
language sql stable set search_path = '' as $$
  select p.tier, coalesce(l.max_projects, 1000), coalesce(l.max_active_runs, 100), l.max_monthly_runs,
    coalesce(l.max_versions, 10000),
    coalesce(l.max_project_bytes, 536870912), coalesce(l.max_account_bytes, 5368709120)
  from (select coalesce((select tier from public.profiles where id = p_owner), 'free') as tier) p
  left join public.tier_limits l on l.tier = p.tier
$$;

alter table public.runs
  drop column options, drop column budget, drop column question, drop column retry_at, drop column rested_at,
  drop column rested_seconds,
  drop constraint runs_status_check,
  add constraint runs_status_check check (status in ('queued', 'running', 'succeeded', 'partial', 'failed', 'canceled'));
drop function public.options_are_valid(jsonb);
drop function public.budget_is_valid(jsonb);

revoke execute on function public.insert_run(uuid, text, text, text, integer),
  public.create_run(uuid, text, text, text, integer) from public, anon, authenticated;
grant execute on function public.create_run(uuid, text, text, text, integer) to authenticated;
grant execute on function public.insert_run(uuid, text, text, text, integer),
  public.create_run(uuid, text, text, text, integer) to service_role;

-- Runs that rest: until the user has answered what they ask, or until a provider has capacity again. And what a run is
-- made with besides its prompt: how far it may go by itself, and what it may take.

-- ---------------------------------------------------------------------------------------------------- columns

alter table public.runs drop constraint runs_status_check, add constraint runs_status_check check (
  status in ('queued', 'running', 'waiting', 'awaiting_input', 'succeeded', 'partial', 'failed', 'canceled')
);

-- The shapes of runOptions in src/runs/options.ts; a test holds both to the same cases.
create function public.budget_is_valid(p_budget jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  name text;
  value jsonb;
  fits boolean;
begin
  if p_budget is null or jsonb_typeof(p_budget) <> 'object' then return false; end if;
  for name, value in select * from jsonb_each(p_budget) loop
    if jsonb_typeof(value) <> 'number' then return false; end if;
    fits := case name
      when 'max_cost_usd' then value::numeric > 0 and value::numeric <= 10000
      when 'max_tokens' then value::numeric between 1 and 1000000000
      when 'max_repairs' then value::numeric between 0 and 10
      when 'max_seconds' then value::numeric between 1 and 604800
      else false
    end and (name = 'max_cost_usd' or value::numeric = trunc(value::numeric));
    if not fits then return false; end if;
  end loop;
  return true;
end
$$;

-- {"mode", "budget", "attachments"}, each of which may be absent.
create function public.options_are_valid(p_options jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  if p_options is null or jsonb_typeof(p_options) <> 'object' or octet_length(p_options::text) > 2097152 then return false; end if;
  if p_options - array['mode', 'budget', 'attachments'] <> '{}' then return false; end if;
  if p_options ? 'mode' and p_options -> 'mode' not in ('"ask"', '"plan"', '"build"') then return false; end if;
  if p_options ? 'budget' and not public.budget_is_valid(p_options -> 'budget') then return false; end if;
  return not p_options ? 'attachments' or jsonb_typeof(p_options -> 'attachments') = 'array';
end
$$;

alter table public.runs
  -- What the run was asked for besides its prompt.
  add column options jsonb not null default '{}' constraint runs_options_check check (public.options_are_valid(options)),
  -- What it may take: what was asked for, within what its account's tier allows.
  add column budget jsonb not null default '{}' constraint runs_budget_check check (public.budget_is_valid(budget)),
  -- What it waits for while it awaits input: {"step", "attempt", "kind", "text"}; the answer becomes that step's output.
  add column question jsonb,
  -- When it goes on by itself while it waits.
  add column retry_at timestamptz,
  -- Since when it has rested, and how long it had before: this is no time of its work.
  add column rested_at timestamptz,
  add column rested_seconds double precision not null default 0;

-- A run that awaits input is in nobody's way: another may be made meanwhile.
drop index public.runs_one_active;
create unique index runs_one_active on public.runs (project_id) where status in ('queued', 'running', 'waiting');
drop index public.runs_to_claim;
create index runs_to_claim on public.runs (lease_expires_at) where status in ('queued', 'running', 'waiting');
drop index public.runs_active_by_owner;
create index runs_active_by_owner on public.runs (owner_id) where status in ('queued', 'running', 'waiting');
create index runs_awaiting_input on public.runs (rested_at) where status = 'awaiting_input';
create index runs_unfinished on public.runs (project_id) where finished_at is null;

-- What one run of the tier may take at most, and takes when nothing else was asked for; null is any amount.
alter table public.tier_limits
  add column max_run_cost_usd numeric check (max_run_cost_usd > 0 and max_run_cost_usd <= 10000),
  add column max_run_tokens bigint check (max_run_tokens between 1 and 1000000000),
  add column max_run_repairs integer check (max_run_repairs between 0 and 10),
  add column max_run_seconds integer check (max_run_seconds between 1 and 604800);

-- ---------------------------------------------------------------------------------------------------- limits

-- What a tier may have. A limit that is null, or without a row, has the value that is given here.
create or replace function public.limits_of(p_owner uuid) returns public.tier_limits
language plpgsql stable set search_path = '' as $$
declare
  owned text := coalesce((select tier from public.profiles where id = p_owner), 'free');
  limits public.tier_limits;
begin
  select * into limits from public.tier_limits where tier = owned;
  limits.tier := owned;
  limits.max_projects := coalesce(limits.max_projects, 1000);
  limits.max_active_runs := coalesce(limits.max_active_runs, 100);
  limits.max_versions := coalesce(limits.max_versions, 10000);
  limits.max_project_bytes := coalesce(limits.max_project_bytes, 536870912);
  limits.max_account_bytes := coalesce(limits.max_account_bytes, 5368709120);
  return limits;
end
$$;

-- What a run may take: what was asked for, and never more than the tier allows.
create function public.budget_within(p_limits public.tier_limits, p_asked jsonb) returns jsonb
language sql immutable set search_path = '' as $$
  -- least() passes over nulls.
  select jsonb_strip_nulls(jsonb_build_object(
    'max_cost_usd', least((p_asked ->> 'max_cost_usd')::numeric, p_limits.max_run_cost_usd),
    'max_tokens', least((p_asked ->> 'max_tokens')::numeric::bigint, p_limits.max_run_tokens),
    'max_repairs', least((p_asked ->> 'max_repairs')::numeric::integer, p_limits.max_run_repairs),
    'max_seconds', least((p_asked ->> 'max_seconds')::numeric::integer, p_limits.max_run_seconds)
  ))
$$;

create or replace function public.stored_size(p_run public.runs) returns bigint
language sql immutable set search_path = '' as $$
  select octet_length(p_run.prompt)::bigint * 2 + 4096 + greatest(octet_length(p_run.options::text) - 2, 0)
$$;

-- Whether the account may have one more run under way now.
create function public.require_room_for_run(p_owner uuid, p_limits public.tier_limits) returns void
language plpgsql set search_path = '' as $$
begin
  perform public.lock_account(p_owner);
  if (select count(*) from public.runs where owner_id = p_owner and status in ('queued', 'running', 'waiting'))
    >= p_limits.max_active_runs
  then perform public.raise_code(409, 'too_many_runs'); end if;
end
$$;

-- ---------------------------------------------------------------------------------------------------- making a run

-- Makes a run of any kind, for whoever holds the right to the project. With p_lease_seconds the run is claimed for the
-- process that makes it, in the same transaction.
drop function public.create_run(uuid, text, text, text, integer);
drop function public.insert_run(uuid, text, text, text, integer);
create function public.insert_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null,
  p_options jsonb default '{}'
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
    or not public.options_are_valid(p_options)
  then perform public.raise_code(400, 'bad_request'); end if;
  if exists (select from public.runs where project_id = p_project and status in ('queued', 'running', 'waiting')) then
    perform public.raise_code(409, 'run_active');
  end if;
  limits := public.limits_of(project.owner_id);
  -- A run that could not be stored would cost for nothing.
  if project.head >= limits.max_versions or project.used_bytes >= limits.max_project_bytes then
    perform public.raise_code(409, 'storage_full');
  end if;
  perform public.require_room_for_run(project.owner_id, limits);
  if limits.max_monthly_runs is not null and public.count_monthly_runs(project.owner_id) >= limits.max_monthly_runs
  then perform public.raise_code(409, 'too_many_runs'); end if;
  insert into public.runs (project_id, owner_id, kind, prompt, model, base_version, options, budget)
  values (p_project, project.owner_id, p_kind, p_prompt, p_model, project.head, p_options,
    public.budget_within(limits, p_options -> 'budget'))
  returning * into result;
  perform public.charge_storage(p_project, public.stored_size(result));
  insert into public.messages (project_id, run_id, role, content) values (p_project, result.id, 'user', p_prompt);
  perform public.append_events(result.id, jsonb_build_array(jsonb_build_object('type', 'run.created',
    'data', jsonb_build_object('kind', p_kind, 'model', p_model, 'base_version', project.head))));
  if p_lease_seconds is not null then perform public.claim_run(result.id, p_lease_seconds); end if;
  select * into result from public.runs where id = result.id;
  return result;
end
$$;

-- The same for a user, of the kinds that users may ask for. p_kind null: a question and a plan for files that are there
-- are for the chat; otherwise the first run of a project generates, later ones edit.
create function public.create_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null,
  p_options jsonb default '{}'
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  mode text := coalesce(p_options ->> 'mode', 'build');
begin
  perform from auth.users where id = auth.uid() for key share;
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  p_kind := coalesce(p_kind, case
    when mode = 'ask' or (mode = 'plan' and project.head > 0) then 'chat'
    when project.head = 0 then 'generate'
    else 'edit'
  end);
  if p_kind not in ('generate', 'edit', 'chat') or p_lease_seconds not between 1 and 600
    -- Only a chat can leave the files alone, and an edit has no plan.
    or (mode = 'ask' and p_kind <> 'chat') or (mode = 'plan' and p_kind = 'edit')
  then perform public.raise_code(400, 'bad_request'); end if;
  return public.insert_run(p_project, p_kind, p_prompt, p_model, p_lease_seconds, p_options);
end
$$;

-- ---------------------------------------------------------------------------------------------------- the life of a run

-- Takes the run for one process: nothing comes back when it has ended, awaits input or waits for a time that has not come,
-- when another process holds a live lease, or when its kind is none of p_kinds, which are those that the process can drive.
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
    lease_expires_at = now() + make_interval(secs => p_lease_seconds),
    retry_at = null,
    rested_seconds = rested_seconds + coalesce(extract(epoch from now() - rested_at), 0),
    rested_at = null
  where id = p_run and status in ('queued', 'running', 'waiting') and (lease_expires_at is null or lease_expires_at < now())
    and (retry_at is null or retry_at <= now())
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

-- Lays a run to rest: its driver lets go of it. Returns the run, with the event of its rest as describe_end does. A call
-- that is made again, since its answer was lost, returns the same. A run that the user has canceled meanwhile ends.
-- p_rest: {"status": "awaiting_input", "step", "attempt", "kind", "text"}, after which answer_run goes on,
-- or {"status": "waiting", "seconds", "reason"}, after which whoever looks at it goes on. p_usage: as in book_usage.
create function public.rest_run(p_run uuid, p_epoch integer, p_rest jsonb, p_usage jsonb default '[]') returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs;
  told jsonb;
begin
  held := public.lock_run(p_run);
  if held.epoch = p_epoch and held.status = p_rest ->> 'status' then return public.describe_end(p_run); end if;
  held := public.hold_run(p_run, p_epoch);
  if held.cancel_requested_at is not null then
    return public.finish_run(p_run, p_epoch, '{"status": "canceled"}', null, p_usage);
  end if;
  perform public.book_usage(p_run, held.owner_id, p_usage);
  update public.runs set
    status = p_rest ->> 'status',
    question = case when p_rest ->> 'status' = 'awaiting_input' then p_rest - 'status' end,
    retry_at = now() + make_interval(secs => (p_rest ->> 'seconds')::double precision),
    lease_expires_at = null,
    rested_at = now()
  where id = p_run returning * into held;
  if held.status = 'awaiting_input' then
    insert into public.messages (project_id, run_id, role, content)
    values (held.project_id, p_run, 'assistant', p_rest ->> 'text');
    told := jsonb_build_object('kind', p_rest -> 'kind', 'question', p_rest -> 'text');
  else
    told := jsonb_build_object('reason', p_rest -> 'reason', 'seconds', p_rest -> 'seconds',
      'retry_at', to_char(held.retry_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
  end if;
  perform public.append_events(p_run, jsonb_build_array(jsonb_build_object('type', 'run.' || held.status, 'data', told)));
  return public.describe_end(p_run);
end
$$;

-- Whether it is one of {"text"}, {"approve": true} and {"plan"}. The bounds are those of runInput in src/runs/input.ts.
create function public.input_is_valid(p_input jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  words text := coalesce(p_input ->> 'text', p_input ->> 'plan');
begin
  if p_input = '{"approve": true}' then return true; end if;
  return jsonb_typeof(p_input) = 'object' and (p_input - 'text' = '{}' or p_input - 'plan' = '{}')
    and jsonb_typeof(coalesce(p_input -> 'text', p_input -> 'plan')) = 'string'
    and not public.is_blank(words) and public.utf16_length(words) <= 32000;
end
$$;

-- Stores what the user answers, once, as the output of the step that asked, and lets the run go on: claimed for the process
-- that calls this, with p_lease_seconds.
create function public.answer_run(p_run uuid, p_input jsonb, p_lease_seconds integer default null) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  target public.runs;
  project public.projects;
begin
  if not exists (select from public.runs where id = p_run and owner_id = auth.uid()) then
    perform public.raise_code(404, 'not_found');
  end if;
  target := public.lock_run(p_run);
  if target.id is null then perform public.raise_code(404, 'not_found'); end if;
  if not coalesce(public.input_is_valid(p_input), false) or p_lease_seconds not between 1 and 600 then
    perform public.raise_code(400, 'bad_request');
  end if;
  if target.status <> 'awaiting_input' then perform public.raise_code(409, 'input_not_awaited'); end if;
  if (target.question ->> 'kind' = 'plan') = (p_input ? 'text') then perform public.raise_code(400, 'input_does_not_fit'); end if;
  select * into project from public.projects where id = target.project_id;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  if exists (select from public.runs where project_id = project.id and status in ('queued', 'running', 'waiting')) then
    perform public.raise_code(409, 'run_active');
  end if;
  perform public.require_room_for_run(target.owner_id, public.limits_of(target.owner_id));
  perform public.charge_storage(project.id, octet_length(p_input::text)::bigint * 3 + 1024);
  insert into public.run_steps (run_id, name, attempt, output, epoch)
  values (p_run, target.question ->> 'step', (target.question ->> 'attempt')::integer, p_input, target.epoch);
  if p_input ->> 'text' is not null or p_input ->> 'plan' is not null then
    insert into public.messages (project_id, run_id, role, content)
    values (project.id, p_run, 'user', coalesce(p_input ->> 'text', p_input ->> 'plan'));
  end if;
  update public.runs set status = 'queued', question = null where id = p_run;
  perform public.append_events(p_run, jsonb_build_array(jsonb_build_object('type', 'input.received', 'data', p_input)));
  if p_lease_seconds is not null then perform public.claim_run(p_run, p_lease_seconds); end if;
  select * into target from public.runs where id = p_run;
  return target;
end
$$;

-- Asks the driver to stop; a run that nobody drives ends here and now.
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
  if target.finished_at is not null then return target; end if;
  update public.runs set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = p_run;
  if target.lease_expires_at is null or target.lease_expires_at < now() then
    perform public.end_run(p_run, 'canceled', 'canceled', 'The run was canceled.');
  end if;
  select * into target from public.runs where id = p_run;
  return target;
end
$$;

-- Ends a run that nobody drives, without a version.
create function public.end_run(p_run uuid, p_status text, p_code text, p_message text) returns void
language plpgsql set search_path = '' as $$
declare
  ended public.runs;
begin
  update public.runs set status = p_status, error_code = p_code, error_message = p_message, epoch = epoch + 1,
    lease_expires_at = null, retry_at = null, question = null, finished_at = now()
  where id = p_run returning * into ended;
  perform public.append_events(p_run, jsonb_build_array(jsonb_build_object('type', 'run.' || p_status,
    'data', jsonb_build_object('status', p_status, 'error_code', p_code, 'error_message', p_message, 'usage', ended.usage))));
end
$$;

-- ---------------------------------------------------------------------------------------------------- pruning

-- Ends runs that have awaited input for so many days, oldest first and at most p_limit; with p_dry_run, it only counts.
create function public.prune_awaiting_runs(p_limit integer, p_days integer, p_dry_run boolean default false) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  old uuid[] := array(
    select id from public.runs
    where status = 'awaiting_input' and rested_at < now() - make_interval(days => p_days)
    order by rested_at limit p_limit
  );
  target public.runs;
  candidate uuid;
  ended integer := 0;
begin
  if p_dry_run then return cardinality(old); end if;
  foreach candidate in array old loop
    target := public.lock_run(candidate);
    -- It may have been answered in between.
    continue when target.status is distinct from 'awaiting_input' or target.rested_at >= now() - make_interval(days => p_days);
    perform public.end_run(candidate, 'failed', 'input_expired', 'The run has awaited input for too long.');
    ended := ended + 1;
  end loop;
  return ended;
end
$$;

-- Contents that no version names, of projects without a run that may still name them: what runs left behind.
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
          select from public.runs r where r.project_id = b.project_id and r.finished_at is null
        ) limit p_limit
      ) prunable
    );
  end if;
  for project in
    select b.project_id from (select distinct project_id from public.blobs where not kept) b
    where not exists (
      select from public.runs r where r.project_id = b.project_id and r.finished_at is null
    ) limit p_limit
  loop
    exit when removed >= p_limit;
    -- Commits and new runs hold this lock too: none is under way, and none begins before this has ended.
    perform from public.projects where id = project for update skip locked;
    continue when not found;
    continue when exists (select from public.runs where project_id = project and finished_at is null);
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

-- ---------------------------------------------------------------------------------------------------- grants

revoke execute on function public.budget_is_valid(jsonb), public.options_are_valid(jsonb), public.input_is_valid(jsonb),
  public.budget_within(public.tier_limits, jsonb), public.require_room_for_run(uuid, public.tier_limits),
  public.insert_run(uuid, text, text, text, integer, jsonb), public.create_run(uuid, text, text, text, integer, jsonb),
  public.rest_run(uuid, integer, jsonb, jsonb), public.answer_run(uuid, jsonb, integer),
  public.end_run(uuid, text, text, text), public.prune_awaiting_runs(integer, integer, boolean)
  from public, anon, authenticated;
grant execute on function public.create_run(uuid, text, text, text, integer, jsonb), public.answer_run(uuid, jsonb, integer)
  to authenticated;
grant execute on function public.budget_is_valid(jsonb), public.options_are_valid(jsonb), public.input_is_valid(jsonb),
  public.budget_within(public.tier_limits, jsonb), public.require_room_for_run(uuid, public.tier_limits),
  public.insert_run(uuid, text, text, text, integer, jsonb), public.create_run(uuid, text, text, text, integer, jsonb),
  public.rest_run(uuid, integer, jsonb, jsonb), public.answer_run(uuid, jsonb, integer),
  public.end_run(uuid, text, text, text), public.prune_awaiting_runs(integer, integer, boolean)
  to service_role;

-- The engine apart from what it does: any kind of run, steps of any name, facts that say whose they are, a ledger of
-- every call to a model, and fewer calls for one run.

alter table public.runs
  drop constraint runs_kind_check,
  add constraint runs_kind_check check (kind ~ '^[a-z][a-z0-9_-]{0,31}$');

alter table public.run_steps
  drop constraint run_steps_name_check,
  add constraint run_steps_name_check check (name ~ '^[a-z][a-z0-9_-]{0,63}$'),
  add column epoch integer not null default 0; -- of the driver that finished it

alter table public.run_events
  add column epoch integer not null default 0, -- of the driver that made the fact; 0: before any
  add column step text, -- within which it was made, if within one
  add column attempt integer;

-- One row for each call to a model that was charged, those of runs included. A run that was deleted leaves its rows.
alter table public.usage_ledger add column run_id uuid;
create index usage_ledger_by_run on public.usage_ledger (run_id) where run_id is not null;

insert into public.usage_ledger (id, owner_id, model, outcome, prompt_tokens, completion_tokens, estimated, created_at, run_id)
select gen_random_uuid(), owner_id, model, 'whole', (usage ->> 'prompt_tokens')::integer,
  (usage ->> 'completion_tokens')::integer, false, created_at, id
from public.runs
where (usage ->> 'prompt_tokens')::bigint + (usage ->> 'completion_tokens')::bigint > 0;

-- ---------------------------------------------------------------------------------------------------- facts

-- Where a fact of its type was made, for drivers of releases that did not say so.
create function public.step_of(p_type text) returns text
language sql immutable set search_path = '' as $$
  select case when p_type = 'plan.ready' then 'plan' when p_type like 'file.%' then 'write' when p_type = 'check.completed' then 'check' end
$$;
update public.run_events e set epoch = greatest(r.epoch, 1), step = public.step_of(e.type), attempt = 1
from public.runs r
where r.id = e.run_id and r.finished_at is null and public.step_of(e.type) is not null;

-- Appends [{"type", "data", "step"?, "attempt"?}] after the run's last event; returns the number of the last one.
create or replace function public.append_events(p_run uuid, p_events jsonb) returns integer
language plpgsql set search_path = '' as $$
declare
  first_seq integer;
  current_epoch integer;
begin
  update public.runs set last_event = last_event + jsonb_array_length(p_events) where id = p_run
  returning last_event - jsonb_array_length(p_events), epoch into first_seq, current_epoch;
  insert into public.run_events (run_id, seq, type, data, epoch, step, attempt)
  select p_run, first_seq + e.ordinality, e.value ->> 'type', e.value -> 'data', current_epoch,
    coalesce(e.value ->> 'step', public.step_of(e.value ->> 'type')),
    coalesce((e.value ->> 'attempt')::integer, case when public.step_of(e.value ->> 'type') is not null then 1 end)
  from jsonb_array_elements(p_events) with ordinality as e;
  return first_seq + jsonb_array_length(p_events);
end
$$;

-- Books what calls of a run took, each once by its id, and sums it up in the run. A later word on a call takes the
-- place of an earlier one. p_usage: [{"id", "model", "outcome", "prompt_tokens", "completion_tokens", "estimated"}].
create function public.book_usage(p_run uuid, p_owner uuid, p_usage jsonb) returns void
language plpgsql set search_path = '' as $$
begin
  if jsonb_array_length(p_usage) = 0 then return; end if;
  insert into public.usage_ledger (id, owner_id, model, outcome, prompt_tokens, completion_tokens, estimated, run_id)
  select u.id, p_owner, u.model, u.outcome, u.prompt_tokens, u.completion_tokens, u.estimated, p_run
  from jsonb_to_recordset(p_usage) as u (
    id uuid, model text, outcome text, prompt_tokens integer, completion_tokens integer, estimated boolean
  )
  on conflict (id) do update set outcome = excluded.outcome, prompt_tokens = excluded.prompt_tokens,
    completion_tokens = excluded.completion_tokens, estimated = excluded.estimated;
  update public.runs set usage = (
    select jsonb_build_object('prompt_tokens', sum(prompt_tokens), 'completion_tokens', sum(completion_tokens))
    from public.usage_ledger where run_id = p_run
  ) where id = p_run;
end
$$;

-- ---------------------------------------------------------------------------------------------------- the life of a run

-- Takes the run for one process: nothing comes back when it has ended, when another process holds a live lease, or when
-- its kind is none of p_kinds, which are those that the process can drive.
drop function public.claim_run(uuid, integer);
create function public.claim_run(p_run uuid, p_lease_seconds integer, p_kinds text[] default null)
returns setof public.runs
language plpgsql security definer set search_path = '' as $$
declare
  claimed public.runs;
begin
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

-- Makes a run of any kind, for whoever holds the right to the project. With p_lease_seconds the run is claimed for the
-- process that makes it, in the same transaction.
create function public.insert_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  result public.runs;
begin
  select * into project from public.projects where id = p_project for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  if exists (select from public.runs where project_id = p_project and status in ('queued', 'running')) then
    perform public.raise_code(409, 'run_active');
  end if;
  insert into public.runs (project_id, owner_id, kind, prompt, model, base_version)
  values (p_project, project.owner_id, p_kind, p_prompt, p_model, project.head) returning * into result;
  insert into public.messages (project_id, run_id, role, content) values (p_project, result.id, 'user', p_prompt);
  perform public.append_events(result.id, jsonb_build_array(jsonb_build_object('type', 'run.created',
    'data', jsonb_build_object('kind', p_kind, 'model', p_model, 'base_version', project.head))));
  if p_lease_seconds is not null then perform public.claim_run(result.id, p_lease_seconds); end if;
  select * into result from public.runs where id = result.id;
  return result;
end
$$;

-- The same for a user, of the kinds that users may ask for. p_kind null: the first run of a project generates, later ones
-- edit.
drop function public.create_run(uuid, text, text, text);
create function public.create_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
begin
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  p_kind := coalesce(p_kind, case when project.head = 0 then 'generate' else 'edit' end);
  if p_kind not in ('generate', 'edit') or p_lease_seconds not between 1 and 600 then
    perform public.raise_code(400, 'bad_request');
  end if;
  return public.insert_run(p_project, p_kind, p_prompt, p_model, p_lease_seconds);
end
$$;

-- Renews the lease; with p_events and p_blobs, stores facts in the same transaction.
-- p_step, when given, is {"name", "attempt", "output"}: the step whose output these facts complete.
-- p_usage: as in book_usage. p_last_event: the number of the last event before these; a call that is made again, since
-- its answer was lost, finds them stored and changes nothing.
drop function public.record_run(uuid, integer, integer, jsonb, jsonb, jsonb);
create function public.record_run(
  p_run uuid, p_epoch integer, p_lease_seconds integer, p_events jsonb, p_blobs jsonb, p_step jsonb default null,
  p_usage jsonb default '[]', p_last_event integer default null
) returns table (last_event integer, cancel_requested boolean)
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs := public.hold_run(p_run, p_epoch);
begin
  update public.runs set lease_expires_at = now() + make_interval(secs => p_lease_seconds) where id = p_run;
  perform public.book_usage(p_run, held.owner_id, p_usage);
  if held.last_event = p_last_event + jsonb_array_length(p_events) and jsonb_array_length(p_events) > 0 then
    return query select held.last_event, held.cancel_requested_at is not null;
    return;
  end if;
  if held.last_event <> p_last_event then perform public.raise_code(409, 'stale_epoch'); end if;
  perform public.store_blobs(held.project_id, p_blobs);
  if p_step is not null then
    insert into public.run_steps (run_id, name, attempt, output, epoch)
    values (p_run, p_step ->> 'name', (p_step ->> 'attempt')::integer, p_step -> 'output', p_epoch)
    on conflict on constraint run_steps_pkey do update
      set output = excluded.output, epoch = excluded.epoch, finished_at = now();
  end if;
  return query select public.append_events(p_run, p_events), held.cancel_requested_at is not null;
end
$$;

-- Ends the run; with p_manifest, commits the version in the same transaction. Returns the run, with its closing events
-- as "events": [{"seq", "type", "data"}]. A call that is made again, since its answer was lost, returns the same.
-- p_result: {"status", "error_code", "error_message", "failed_files", "summary", "message"}; p_usage: as in book_usage.
drop function public.finish_run(uuid, integer, jsonb, jsonb);
create function public.finish_run(
  p_run uuid, p_epoch integer, p_result jsonb, p_manifest jsonb default null, p_usage jsonb default '[]'
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs;
  committed public.versions;
  closing jsonb := '[]';
begin
  select * into held from public.runs where id = p_run for update;
  if held.epoch = p_epoch and held.finished_at is not null then return public.describe_end(p_run); end if;
  held := public.hold_run(p_run, p_epoch);
  perform public.book_usage(p_run, held.owner_id, p_usage);
  select * into held from public.runs where id = p_run;
  -- The user's word comes first: the row is locked, so no cancellation can come between this and the commit.
  if held.cancel_requested_at is not null then
    p_manifest := null;
    p_result := p_result || '{"status": "canceled", "error_code": "canceled", "error_message": "The run was canceled."}';
  end if;
  if p_manifest is not null then
    committed := public.insert_version(held.project_id, held.base_version, p_manifest, '[]', 'run',
      coalesce(p_result ->> 'summary', ''), p_run);
    closing := jsonb_build_array(jsonb_build_object('type', 'version.committed', 'data', jsonb_build_object(
      'version', committed.number, 'file_count', committed.file_count, 'size_bytes', committed.size_bytes)));
  end if;
  if coalesce(p_result ->> 'message', '') <> '' then
    insert into public.messages (project_id, run_id, role, content)
    values (held.project_id, p_run, 'assistant', p_result ->> 'message');
    closing := closing || jsonb_build_array(jsonb_build_object('type', 'message.completed',
      'data', jsonb_build_object('content', p_result -> 'message')));
  end if;
  update public.runs set
    status = p_result ->> 'status',
    version = committed.number,
    error_code = p_result ->> 'error_code',
    error_message = p_result ->> 'error_message',
    failed_files = coalesce(p_result -> 'failed_files', '[]'),
    lease_expires_at = null,
    finished_at = now()
  where id = p_run;
  closing := closing || jsonb_build_array(jsonb_build_object('type', 'run.' || (p_result ->> 'status'),
    'data', jsonb_strip_nulls(jsonb_build_object('status', p_result -> 'status', 'version', committed.number,
      'error_code', p_result -> 'error_code', 'error_message', p_result -> 'error_message',
      'failed_files', coalesce(p_result -> 'failed_files', '[]'), 'usage', held.usage))));
  perform public.append_events(p_run, closing);
  return public.describe_end(p_run);
end
$$;

-- A run that has ended, with the events of its end: what came after the last fact of its work.
create function public.describe_end(p_run uuid) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(r) || jsonb_build_object('events', (
    select jsonb_agg(jsonb_build_object('seq', e.seq, 'type', e.type, 'data', e.data) order by e.seq)
    from public.run_events e
    where e.run_id = r.id and e.seq > r.last_event - 3 and e.step is null
      and (e.type in ('version.committed', 'message.completed') or e.seq = r.last_event)
  ))
  from public.runs r where r.id = p_run
$$;

-- Asks the driver to stop; a run that nobody drives ends here and now.
create or replace function public.cancel_run(p_run uuid) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  target public.runs;
begin
  select * into target from public.runs where id = p_run and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
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

-- ---------------------------------------------------------------------------------------------------- the operators' view

-- Runs that were made and calls to models since, with the tokens that they took. "calls" are those that were no run's.
create or replace function public.report_usage(p_since timestamptz, p_by text)
returns table (
  key text, runs bigint, succeeded bigint, failed bigint, calls bigint, prompt_tokens bigint, completion_tokens bigint
)
language sql stable security definer set search_path = '' as $$
  with used as (
    select owner_id, model, created_at, status, null::uuid as call_id, 0 as prompt_tokens, 0 as completion_tokens
    from public.runs
    where created_at >= p_since
    union all
    select owner_id, model, created_at, null, case when run_id is null then id end, prompt_tokens, completion_tokens
    from public.usage_ledger
    where created_at >= p_since
  )
  select
    case p_by
      when 'user' then coalesce(u.email::text, used.owner_id::text)
      when 'day' then to_char(used.created_at at time zone 'utc', 'YYYY-MM-DD')
      else used.model
    end,
    count(used.status),
    count(*) filter (where used.status in ('succeeded', 'partial')),
    count(*) filter (where used.status = 'failed'),
    count(used.call_id),
    coalesce(sum(used.prompt_tokens), 0)::bigint,
    coalesce(sum(used.completion_tokens), 0)::bigint
  from used
  left join auth.users u on u.id = used.owner_id
  group by 1
  order by 1
$$;

revoke execute on function public.step_of(text),
  public.insert_run(uuid, text, text, text, integer),
  public.create_run(uuid, text, text, text, integer),
  public.claim_run(uuid, integer, text[]),
  public.record_run(uuid, integer, integer, jsonb, jsonb, jsonb, jsonb, integer),
  public.finish_run(uuid, integer, jsonb, jsonb, jsonb),
  public.book_usage(uuid, uuid, jsonb),
  public.describe_end(uuid) from public, anon, authenticated;
grant execute on function public.create_run(uuid, text, text, text, integer) to authenticated;
grant execute on function public.step_of(text),
  public.insert_run(uuid, text, text, text, integer),
  public.create_run(uuid, text, text, text, integer),
  public.claim_run(uuid, integer, text[]),
  public.record_run(uuid, integer, integer, jsonb, jsonb, jsonb, jsonb, integer),
  public.finish_run(uuid, integer, jsonb, jsonb, jsonb),
  public.book_usage(uuid, uuid, jsonb),
  public.describe_end(uuid) to service_role;

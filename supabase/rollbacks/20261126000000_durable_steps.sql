-- Undoes the migration of this name. Which calls were a run's, and who made which fact, is no longer known; runs of other
-- kinds than those of then are lost.
drop function public.describe_end(uuid);
drop function public.finish_run(uuid, integer, jsonb, jsonb, jsonb);
drop function public.record_run(uuid, integer, integer, jsonb, jsonb, jsonb, jsonb, integer);
drop function public.create_run(uuid, text, text, text, integer);
drop function public.insert_run(uuid, text, text, text, integer);
drop function public.claim_run(uuid, integer, text[]);
drop function public.book_usage(uuid, uuid, jsonb);

delete from public.runs where kind not in ('generate', 'edit', 'chat');
alter table public.runs
  drop constraint runs_kind_check,
  add constraint runs_kind_check check (kind in ('generate', 'edit', 'chat'));
delete from public.run_steps where name not in ('plan', 'write', 'check', 'repair', 'commit');
alter table public.run_steps
  drop constraint run_steps_name_check,
  add constraint run_steps_name_check check (name in ('plan', 'write', 'check', 'repair', 'commit')),
  drop column epoch;
alter table public.run_events drop column epoch, drop column step, drop column attempt;
-- What runs took stands with the runs again.
delete from public.usage_ledger where run_id is not null;
drop index public.usage_ledger_by_run;
alter table public.usage_ledger drop column run_id;

create or replace function public.append_events(p_run uuid, p_events jsonb) returns integer
language plpgsql set search_path = '' as $$
declare
  first_seq integer;
begin
  update public.runs set last_event = last_event + jsonb_array_length(p_events) where id = p_run
  returning last_event - jsonb_array_length(p_events) into first_seq;
  insert into public.run_events (run_id, seq, type, data)
  select p_run, first_seq + e.ordinality, e.value ->> 'type', e.value -> 'data'
  from jsonb_array_elements(p_events) with ordinality as e;
  return first_seq + jsonb_array_length(p_events);
end
$$;

create function public.create_run(p_project uuid, p_kind text, p_prompt text, p_model text) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  result public.runs;
begin
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  if p_kind not in ('generate', 'edit') then perform public.raise_code(400, 'bad_request'); end if;
  if exists (select from public.runs where project_id = p_project and status in ('queued', 'running')) then
    perform public.raise_code(409, 'run_active');
  end if;
  insert into public.runs (project_id, owner_id, kind, prompt, model, base_version)
  values (p_project, project.owner_id, p_kind, p_prompt, p_model, project.head) returning * into result;
  insert into public.messages (project_id, run_id, role, content) values (p_project, result.id, 'user', p_prompt);
  perform public.append_events(result.id, jsonb_build_array(jsonb_build_object('type', 'run.created',
    'data', jsonb_build_object('kind', p_kind, 'model', p_model, 'base_version', project.head))));
  select * into result from public.runs where id = result.id;
  return result;
end
$$;

create function public.claim_run(p_run uuid, p_lease_seconds integer) returns setof public.runs
language sql security definer set search_path = '' as $$
  update public.runs set
    epoch = epoch + 1,
    status = 'running',
    started_at = coalesce(started_at, now()),
    lease_expires_at = now() + make_interval(secs => p_lease_seconds)
  where id = p_run and status in ('queued', 'running') and (lease_expires_at is null or lease_expires_at < now())
  returning *
$$;

create function public.record_run(
  p_run uuid, p_epoch integer, p_lease_seconds integer, p_events jsonb, p_blobs jsonb, p_step jsonb default null
) returns table (last_event integer, cancel_requested boolean)
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs := public.hold_run(p_run, p_epoch);
begin
  perform public.store_blobs(held.project_id, p_blobs);
  if p_step is not null then
    insert into public.run_steps (run_id, name, attempt, output)
    values (p_run, p_step ->> 'name', (p_step ->> 'attempt')::integer, p_step -> 'output')
    on conflict on constraint run_steps_pkey do update set output = excluded.output, finished_at = now();
  end if;
  update public.runs set lease_expires_at = now() + make_interval(secs => p_lease_seconds) where id = p_run;
  return query select public.append_events(p_run, p_events), held.cancel_requested_at is not null;
end
$$;

create function public.finish_run(p_run uuid, p_epoch integer, p_result jsonb, p_manifest jsonb default null)
returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs := public.hold_run(p_run, p_epoch);
  committed public.versions;
  result public.runs;
  closing jsonb := '[]';
begin
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
  end if;
  update public.runs set
    status = p_result ->> 'status',
    version = committed.number,
    error_code = p_result ->> 'error_code',
    error_message = p_result ->> 'error_message',
    failed_files = coalesce(p_result -> 'failed_files', '[]'),
    usage = coalesce(p_result -> 'usage', '{}'),
    lease_expires_at = null,
    finished_at = now()
  where id = p_run;
  if coalesce(p_result ->> 'message', '') <> '' then
    closing := closing || jsonb_build_array(jsonb_build_object('type', 'message.completed',
      'data', jsonb_build_object('content', p_result -> 'message')));
  end if;
  closing := closing || jsonb_build_array(jsonb_build_object('type', 'run.' || (p_result ->> 'status'),
    'data', jsonb_strip_nulls(jsonb_build_object('status', p_result -> 'status', 'version', committed.number,
      'error_code', p_result -> 'error_code', 'error_message', p_result -> 'error_message',
      'failed_files', coalesce(p_result -> 'failed_files', '[]'), 'usage', coalesce(p_result -> 'usage', '{}')))));
  perform public.append_events(p_run, closing);
  select * into result from public.runs where id = p_run;
  return result;
end
$$;

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
    update public.runs set status = 'canceled', epoch = epoch + 1, finished_at = now() where id = p_run;
    perform public.append_events(p_run, jsonb_build_array(
      jsonb_build_object('type', 'run.canceled', 'data', jsonb_build_object('status', 'canceled'))));
  end if;
  select * into target from public.runs where id = p_run;
  return target;
end
$$;

create or replace function public.report_usage(p_since timestamptz, p_by text)
returns table (
  key text, runs bigint, succeeded bigint, failed bigint, calls bigint, prompt_tokens bigint, completion_tokens bigint
)
language sql stable security definer set search_path = '' as $$
  with used as (
    select owner_id, model, created_at, status,
      (usage ->> 'prompt_tokens')::bigint as prompt_tokens, (usage ->> 'completion_tokens')::bigint as completion_tokens
    from public.runs
    where created_at >= p_since
    union all
    select owner_id, model, created_at, null, prompt_tokens, completion_tokens
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
    count(*) filter (where used.status is null),
    coalesce(sum(used.prompt_tokens), 0)::bigint,
    coalesce(sum(used.completion_tokens), 0)::bigint
  from used
  left join auth.users u on u.id = used.owner_id
  group by 1
  order by 1
$$;

drop function public.step_of(text);

revoke execute on function public.create_run(uuid, text, text, text),
  public.claim_run(uuid, integer),
  public.record_run(uuid, integer, integer, jsonb, jsonb, jsonb),
  public.finish_run(uuid, integer, jsonb, jsonb) from public, anon, authenticated;
grant execute on function public.create_run(uuid, text, text, text) to authenticated;
grant execute on function public.create_run(uuid, text, text, text),
  public.claim_run(uuid, integer),
  public.record_run(uuid, integer, integer, jsonb, jsonb, jsonb),
  public.finish_run(uuid, integer, jsonb, jsonb) to service_role;

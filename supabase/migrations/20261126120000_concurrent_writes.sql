-- Writes at the same time. Those that change different files of a project are merged. Whoever locks more than one row does
-- so in one order, in which a deletion takes them, too: account, project, run, whatever belongs to the run. So nobody
-- waits in a circle.

-- ---------------------------------------------------------------------------------------------------- versions

-- What p_manifest makes of the version p_base, done to the version p_head instead.
-- Raises head_moved when both have changed a file in different ways, or when their files cannot stand side by side.
create function public.merge_manifest(p_project uuid, p_base integer, p_head integer, p_manifest jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  base jsonb := coalesce((select manifest from public.versions where project_id = p_project and number = p_base), '{}');
  head jsonb := coalesce((select manifest from public.versions where project_id = p_project and number = p_head), '{}');
  changed text[];
  merged jsonb;
begin
  select coalesce(array_agg(path), '{}') into changed
  from (select jsonb_object_keys(base) union select jsonb_object_keys(p_manifest)) as paths (path)
  where base -> path is distinct from p_manifest -> path;
  merged := (head - changed) || coalesce((
    select jsonb_object_agg(path, p_manifest -> path) from unnest(changed) as path where p_manifest ? path
  ), '{}');
  if exists (
    select from unnest(changed) as path
    where head -> path is distinct from base -> path and head -> path is distinct from p_manifest -> path
  ) or exists (
    -- Files and their folders, of which no two may have one name.
    select from (
      select path, 'file' as kind from jsonb_object_keys(merged) as path
      union
      select array_to_string(parts[1:depth], '/'), 'folder'
      from (select distinct trim_array(string_to_array(path, '/'), 1) as parts from jsonb_object_keys(merged) as path) folders,
        generate_series(1, cardinality(parts)) as depth
    ) names
    group by lower(path) having count(*) > 1
  ) then perform public.raise_code(409, 'head_moved'); end if;
  return merged;
end
$$;

-- With p_merge, a head that has moved is no hindrance where merge_manifest finds none.
drop function public.commit_version(uuid, integer, jsonb, jsonb, text, text);
create function public.commit_version(
  p_project uuid, p_expected_head integer, p_manifest jsonb, p_blobs jsonb, p_origin text, p_summary text,
  p_merge boolean default false
) returns public.versions
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
begin
  perform from auth.users where id = auth.uid() for key share;
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  if exists (
    select from jsonb_array_elements(p_blobs) as blob
    where not exists (select from jsonb_each(p_manifest) as file where file.value ->> 'hash' = blob.value ->> 'hash')
  ) then perform public.raise_code(400, 'bad_request'); end if;
  if p_origin not in ('write', 'restore') then perform public.raise_code(400, 'bad_request'); end if;
  if p_merge and project.head > p_expected_head then
    p_manifest := public.merge_manifest(p_project, p_expected_head, project.head, p_manifest);
    p_expected_head := project.head;
  end if;
  return public.insert_version(p_project, p_expected_head, p_manifest, p_blobs, p_origin, p_summary, null);
end
$$;

-- ---------------------------------------------------------------------------------------------------- locks

-- A row that its transaction has written twice has its references locked, too: so even those take all of them who seem to
-- change the run alone.
create function public.lock_run(p_run uuid) returns public.runs
language plpgsql set search_path = '' as $$
declare
  locked public.runs;
begin
  perform from auth.users where id = (select owner_id from public.runs where id = p_run) for key share;
  perform from public.projects where id = (select project_id from public.runs where id = p_run) for no key update;
  select * into locked from public.runs where id = p_run for update;
  return locked;
end
$$;

-- Locks the run for a write of its driver, and refuses a driver that has been replaced.
create or replace function public.hold_run(p_run uuid, p_epoch integer) returns public.runs
language plpgsql set search_path = '' as $$
declare
  held public.runs := public.lock_run(p_run);
begin
  if held.id is null or held.epoch <> p_epoch or held.status <> 'running' then
    perform public.raise_code(409, 'stale_epoch');
  end if;
  return held;
end
$$;

-- Takes the run for one process: nothing comes back when it has ended, when another process holds a live lease, or when
-- its kind is none of p_kinds, which are those that the process can drive.
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

-- Makes a run of any kind, for whoever holds the right to the project. With p_lease_seconds the run is claimed for the
-- process that makes it, in the same transaction.
create or replace function public.insert_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  result public.runs;
begin
  perform from auth.users where id = (select owner_id from public.projects where id = p_project) for key share;
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

-- Ends the run, as before. A head that has moved meanwhile is merged with, where merge_manifest finds no hindrance.
create or replace function public.finish_run(
  p_run uuid, p_epoch integer, p_result jsonb, p_manifest jsonb default null, p_usage jsonb default '[]'
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs;
  current_head integer;
  committed public.versions;
  closing jsonb := '[]';
begin
  held := public.lock_run(p_run);
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
    select head into current_head from public.projects where id = held.project_id;
    if current_head > held.base_version then
      p_manifest := public.merge_manifest(held.project_id, held.base_version, current_head, p_manifest);
    end if;
    committed := public.insert_version(held.project_id, current_head, p_manifest, '[]', 'run',
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

revoke execute on function public.merge_manifest(uuid, integer, integer, jsonb),
  public.commit_version(uuid, integer, jsonb, jsonb, text, text, boolean),
  public.lock_run(uuid) from public, anon, authenticated;
grant execute on function public.commit_version(uuid, integer, jsonb, jsonb, text, text, boolean) to authenticated;
grant execute on function public.merge_manifest(uuid, integer, integer, jsonb),
  public.commit_version(uuid, integer, jsonb, jsonb, text, text, boolean),
  public.lock_run(uuid) to service_role;

-- What must be atomic. "p_" marks a parameter. User functions check auth.uid(); run functions serve the secret key only.

-- PostgREST answers SQLSTATE PTnnn with the HTTP status nnn.
create function public.raise_code(p_status integer, p_code text) returns void
language plpgsql set search_path = '' as $$
begin
  raise exception using errcode = 'PT' || p_status, message = p_code;
end
$$;

-- ---------------------------------------------------------------------------------------------------- projects

-- Newest first; p_before_* is the last row of the page before. Row level security narrows it to the caller's projects.
create function public.list_projects(
  p_search text, p_status text, p_before_created_at timestamptz, p_before_id uuid, p_limit integer
) returns setof public.projects
language sql stable set search_path = '' as $$
  select * from public.projects
  where (p_status is null or status = p_status)
    and (p_search is null or name || ' ' || description ilike '%' || regexp_replace(p_search, '([\\%_])', '\\\1', 'g') || '%')
    and (p_before_id is null or (created_at, id) < (p_before_created_at, p_before_id))
  order by created_at desc, id desc
  limit p_limit
$$;

-- The manifest of a version, or of the head (an empty one for a project with no version yet).
create function public.read_manifest(p_project uuid, p_version integer default null)
returns table (version integer, manifest jsonb)
language sql stable set search_path = '' as $$
  select coalesce(p_version, p.head), coalesce(v.manifest, '{}')
  from public.projects p
  left join public.versions v on v.project_id = p.id and v.number = coalesce(p_version, p.head)
  where p.id = p_project and (v.number is not null or (p.head = 0 and p_version is null))
$$;

create function public.read_file(p_project uuid, p_path text, p_version integer default null)
returns table (version integer, hash text, size_bytes integer, encoding text, content text)
language sql stable set search_path = '' as $$
  select m.version, b.hash, b.size_bytes, b.encoding, b.content
  from public.read_manifest(p_project, p_version) m
  join public.blobs b on b.project_id = p_project and b.hash = m.manifest -> p_path ->> 'hash'
$$;

create function public.update_project(p_project uuid, p_changes jsonb) returns public.projects
language plpgsql security definer set search_path = '' as $$
declare
  result public.projects;
begin
  update public.projects set
    name = coalesce(p_changes ->> 'name', name),
    description = coalesce(p_changes ->> 'description', description),
    status = coalesce(p_changes ->> 'status', status),
    updated_at = now()
  where id = p_project and owner_id = auth.uid()
  returning * into result;
  if result.id is null then perform public.raise_code(404, 'not_found'); end if;
  return result;
end
$$;

-- Stores contents under their hashes. The database checks both: whoever holds a user's token can call this.
create function public.store_blobs(p_project uuid, p_blobs jsonb) returns void
language plpgsql set search_path = '' as $$
declare
  blob record;
  bytes bytea;
begin
  for blob in
    select * from jsonb_to_recordset(p_blobs) as b (hash text, size_bytes integer, encoding text, content text)
  loop
    bytes := case blob.encoding when 'base64' then decode(blob.content, 'base64') else convert_to(blob.content, 'UTF8') end;
    if octet_length(bytes) > 1048576 then perform public.raise_code(413, 'payload_too_large'); end if;
    if blob.size_bytes is distinct from octet_length(bytes) or blob.hash is distinct from encode(sha256(bytes), 'hex') then
      perform public.raise_code(400, 'bad_request');
    end if;
    insert into public.blobs (project_id, hash, size_bytes, encoding, content)
    values (p_project, blob.hash, blob.size_bytes, blob.encoding, blob.content)
    on conflict (project_id, hash) do nothing;
  end loop;
end
$$;

-- Whether a manifest's paths stay within the project; the API's own rules are stricter.
create function public.paths_are_safe(p_manifest jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select not exists (
    select from jsonb_object_keys(p_manifest) as path
    where path = '' or char_length(path) > 512 or path like '/%' or position(chr(92) in path) > 0
      or path ~ '[[:cntrl:]]' or path ~ '(^|/)\.{0,2}(/|$)'
  )
$$;

-- Makes the next version if the head is still p_expected_head. The caller holds the right to the project.
create function public.insert_version(
  p_project uuid, p_expected_head integer, p_manifest jsonb, p_blobs jsonb, p_origin text, p_summary text, p_run uuid
) returns public.versions
language plpgsql set search_path = '' as $$
declare
  result public.versions;
begin
  update public.projects set head = head + 1, updated_at = now() where id = p_project and head = p_expected_head;
  if not found then perform public.raise_code(409, 'head_moved'); end if;
  perform public.store_blobs(p_project, p_blobs);
  -- The limits of src/projects/limits.ts.
  if (select count(*) > 1000 or sum((file.value ->> 'size_bytes')::bigint) > 10485760 from jsonb_each(p_manifest) as file)
  then perform public.raise_code(413, 'payload_too_large'); end if;
  if not public.paths_are_safe(p_manifest) then perform public.raise_code(400, 'bad_request'); end if;
  if exists (
    select from jsonb_each(p_manifest) as file
    where not exists (
      select from public.blobs b
      where b.project_id = p_project and b.hash = file.value ->> 'hash'
        and b.size_bytes = (file.value ->> 'size_bytes')::integer
    )
  ) then perform public.raise_code(409, 'blob_missing'); end if;
  insert into public.versions (project_id, number, origin, summary, manifest, file_count, size_bytes, run_id)
  select p_project, p_expected_head + 1, p_origin, left(p_summary, 2000), p_manifest, count(*),
    coalesce(sum((file.value ->> 'size_bytes')::bigint), 0), p_run
  from jsonb_each(p_manifest) as file
  returning * into result;
  return result;
end
$$;

create function public.commit_version(
  p_project uuid, p_expected_head integer, p_manifest jsonb, p_blobs jsonb, p_origin text, p_summary text
) returns public.versions
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
begin
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  if exists (
    select from jsonb_array_elements(p_blobs) as blob
    where not exists (select from jsonb_each(p_manifest) as file where file.value ->> 'hash' = blob.value ->> 'hash')
  ) then perform public.raise_code(400, 'bad_request'); end if;
  if p_origin not in ('write', 'restore') then perform public.raise_code(400, 'bad_request'); end if;
  return public.insert_version(p_project, p_expected_head, p_manifest, p_blobs, p_origin, p_summary, null);
end
$$;

-- ---------------------------------------------------------------------------------------------------- runs

-- Appends [{"type", "data"}] after the run's last event; returns the number of the last one.
create function public.append_events(p_run uuid, p_events jsonb) returns integer
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

-- Takes the run for one process: nothing comes back when it has ended or another process holds a live lease.
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

-- Locks the run for a write of its driver, and refuses a driver that has been replaced.
create function public.hold_run(p_run uuid, p_epoch integer) returns public.runs
language plpgsql set search_path = '' as $$
declare
  held public.runs;
begin
  select * into held from public.runs where id = p_run for update;
  if held.id is null or held.epoch <> p_epoch or held.status <> 'running' then
    perform public.raise_code(409, 'stale_epoch');
  end if;
  return held;
end
$$;

-- Renews the lease; with p_events and p_blobs, stores facts in the same transaction.
-- p_step, when given, is {"name", "attempt", "output"}: the step whose output these facts complete.
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

-- Ends the run; with p_manifest, commits the version in the same transaction.
-- p_result: {"status", "error_code", "error_message", "failed_files", "usage", "summary", "message", "events"}
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

-- Asks the driver to stop; a run that nobody drives ends here and now.
create function public.cancel_run(p_run uuid) returns public.runs
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

-- ---------------------------------------------------------------------------------------------------- grants

revoke execute on all functions in schema public from public, anon, authenticated;
grant execute on function public.list_projects(text, text, timestamptz, uuid, integer),
  public.read_manifest(uuid, integer),
  public.read_file(uuid, text, integer),
  public.update_project(uuid, jsonb),
  public.commit_version(uuid, integer, jsonb, jsonb, text, text),
  public.create_run(uuid, text, text, text),
  public.cancel_run(uuid) to authenticated;
grant execute on all functions in schema public to service_role;

-- Undoes the migration of this name. Results that were kept beside the head are lost, and which versions were merged.
delete from public.versions where state in ('conflict', 'applied', 'dropped');
drop function public.drop_version(uuid, integer);
drop function public.apply_version(uuid, integer);
drop function public.lock_conflict(uuid, integer);
drop function public.conflicting_paths(uuid, integer, integer, jsonb);
drop function public.merge_manifest(uuid, integer, integer, jsonb, boolean);

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

create or replace function public.commit_version(
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

create or replace function public.describe_end(p_run uuid) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(r) || jsonb_build_object('events', (
    select jsonb_agg(jsonb_build_object('seq', e.seq, 'type', e.type, 'data', e.data) order by e.seq)
    from public.run_events e
    where e.run_id = r.id and e.seq > r.last_event - 3 and e.step is null
      and (e.type in ('version.committed', 'message.completed') or e.seq = r.last_event)
  ))
  from public.runs r where r.id = p_run
$$;

create or replace function public.insert_version(
  p_project uuid, p_expected_head integer, p_manifest jsonb, p_blobs jsonb, p_origin text, p_summary text, p_run uuid
) returns public.versions
language plpgsql set search_path = '' as $$
declare
  project public.projects;
  result public.versions;
begin
  update public.projects set head = head + 1, updated_at = now() where id = p_project and head = p_expected_head
  returning * into project;
  if not found then perform public.raise_code(409, 'head_moved'); end if;
  if project.head > (public.limits_of(project.owner_id)).max_versions then perform public.raise_code(409, 'storage_full'); end if;
  if jsonb_typeof(p_manifest) is distinct from 'object' then perform public.raise_code(400, 'bad_request'); end if;
  -- The limits of src/projects/limits.ts.
  if (select count(*) > 1000 from jsonb_object_keys(p_manifest)) then perform public.raise_code(413, 'payload_too_large'); end if;
  if not public.entries_are_exact(p_manifest) then perform public.raise_code(400, 'bad_request'); end if;
  if (select sum((file.value ->> 'size_bytes')::bigint) > 10485760 from jsonb_each(p_manifest) as file)
  then perform public.raise_code(413, 'payload_too_large'); end if;
  if not public.paths_are_safe(p_manifest) then perform public.raise_code(400, 'bad_request'); end if;
  perform public.store_blobs(p_project, p_blobs);
  if exists (
    select from jsonb_each(p_manifest) as file
    where not exists (
      select from public.blobs b
      where b.project_id = p_project and b.hash = file.value ->> 'hash'
        and b.size_bytes = (file.value ->> 'size_bytes')::integer
    )
  ) then perform public.raise_code(409, 'blob_missing'); end if;
  update public.blobs set kept = true
  where project_id = p_project and not kept
    and hash in (select file.value ->> 'hash' from jsonb_each(p_manifest) as file);
  insert into public.versions (project_id, number, origin, summary, manifest, file_count, size_bytes, run_id)
  select p_project, p_expected_head + 1, p_origin, left(p_summary, 2000), p_manifest, count(*),
    coalesce(sum((file.value ->> 'size_bytes')::bigint), 0), p_run
  from jsonb_each(p_manifest) as file
  returning * into result;
  perform public.charge_storage(p_project, public.stored_size(result));
  return result;
end
$$;

drop function public.name_parent(public.versions, integer);
drop function public.store_version(uuid, integer[], text, jsonb, jsonb, text, text, uuid);

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

drop function public.may_need_blobs(uuid);

drop policy read_own on public.versions;
create policy read_own on public.versions for select to authenticated
  using (exists (select from public.projects p where p.id = project_id));
drop index public.versions_in_conflict;
alter table public.versions drop column parents, drop column state;

revoke execute on function public.merge_manifest(uuid, integer, integer, jsonb) from public, anon, authenticated;
grant execute on function public.merge_manifest(uuid, integer, integer, jsonb) to service_role;

-- A run whose result cannot be merged with what its project has become: the result is kept as a version that is not the
-- head, and its owner applies or drops it. Every version names those that it was made from.

alter table public.versions
  -- Those that it was made from, the one that was the head first.
  add column parents integer[] not null default '{}',
  -- A conflict never was the head; what was applied is a part of a later version, and of what was dropped nothing is left.
  add column state text not null default 'committed' check (state in ('committed', 'conflict', 'applied', 'dropped'));
update public.versions v set parents = array_remove(
  array[v.number - 1, (
    select r.base_version from public.runs r
    where r.id = v.run_id and r.version = v.number and r.base_version between 1 and v.number - 2
  )], null)
where v.number > 1;
create index versions_in_conflict on public.versions (project_id) where state = 'conflict';

drop policy read_own on public.versions;
create policy read_own on public.versions for select to authenticated
  using (state <> 'dropped' and exists (select from public.projects p where p.id = project_id));

-- Stores a version under the next number, whether it is to be the head or not. The caller holds the lock of the project and
-- the right to it.
create function public.store_version(
  p_project uuid, p_parents integer[], p_state text, p_manifest jsonb, p_blobs jsonb, p_origin text, p_summary text, p_run uuid
) returns public.versions
language plpgsql set search_path = '' as $$
declare
  project public.projects;
  next integer;
  result public.versions;
begin
  select * into project from public.projects where id = p_project;
  next := greatest(project.head, (select max(number) from public.versions where project_id = p_project)) + 1;
  if next > (public.limits_of(project.owner_id)).max_versions then perform public.raise_code(409, 'storage_full'); end if;
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
  -- What only a conflict names is not kept for good, as it may be dropped.
  if p_state = 'committed' then
    update public.blobs set kept = true
    where project_id = p_project and not kept
      and hash in (select file.value ->> 'hash' from jsonb_each(p_manifest) as file);
  end if;
  insert into public.versions
    (project_id, number, origin, summary, manifest, file_count, size_bytes, run_id, parents, state)
  select p_project, next, p_origin, left(p_summary, 2000), p_manifest, count(*),
    coalesce(sum((file.value ->> 'size_bytes')::bigint), 0), p_run, p_parents, p_state
  from jsonb_each(p_manifest) as file
  returning * into result;
  perform public.charge_storage(p_project, public.stored_size(result));
  return result;
end
$$;

-- Makes the next version if the head is still p_expected_head. The caller holds the right to the project.
create or replace function public.insert_version(
  p_project uuid, p_expected_head integer, p_manifest jsonb, p_blobs jsonb, p_origin text, p_summary text, p_run uuid
) returns public.versions
language plpgsql set search_path = '' as $$
declare
  result public.versions;
begin
  perform from public.projects where id = p_project and head = p_expected_head for no key update;
  if not found then perform public.raise_code(409, 'head_moved'); end if;
  result := public.store_version(p_project, array_remove(array[p_expected_head], 0), 'committed',
    p_manifest, p_blobs, p_origin, p_summary, p_run);
  update public.projects set head = result.number, updated_at = now() where id = p_project;
  return result;
end
$$;

-- Names one more version that a version was made from.
create function public.name_parent(p_version public.versions, p_parent integer) returns public.versions
language plpgsql set search_path = '' as $$
declare
  result public.versions;
begin
  update public.versions set parents = parents || array_remove(array[p_parent], 0)
  where project_id = p_version.project_id and number = p_version.number returning * into result;
  return result;
end
$$;

-- What p_manifest makes of the version p_base, done to the version p_head instead.
-- Raises head_moved when both have changed a file in different ways, or when their files cannot stand side by side.
-- With p_force, p_manifest has the last word on what it changes.
drop function public.merge_manifest(uuid, integer, integer, jsonb);
create function public.merge_manifest(
  p_project uuid, p_base integer, p_head integer, p_manifest jsonb, p_force boolean default false
) returns jsonb
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
  if p_force then
    -- Of two that cannot stand side by side, the changed one stays.
    merged := merged - coalesce((
      select array_agg(path) from jsonb_object_keys(head) as path
      where not path = any (changed) and exists (
        select from unnest(changed) as mine
        where p_manifest ? mine and (lower(path) = lower(mine)
          or starts_with(lower(path), lower(mine) || '/') or starts_with(lower(mine), lower(path) || '/'))
      )
    ), '{}');
  end if;
  if exists (
    select from unnest(changed) as path
    where not p_force and head -> path is distinct from base -> path and head -> path is distinct from p_manifest -> path
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

-- The files that p_manifest and the version p_head have made something else of, each in its own way, the first hundred.
create function public.conflicting_paths(p_project uuid, p_base integer, p_head integer, p_manifest jsonb) returns jsonb
language sql stable set search_path = '' as $$
  with manifests as (
    select
      coalesce((select manifest from public.versions where project_id = p_project and number = p_base), '{}') as base,
      coalesce((select manifest from public.versions where project_id = p_project and number = p_head), '{}') as head
  ), paths as (
    select path from manifests, lateral (
      select jsonb_object_keys(base) union select jsonb_object_keys(head) union select jsonb_object_keys(p_manifest)
    ) as names (path)
    where base -> path is distinct from p_manifest -> path and head -> path is distinct from base -> path
      and head -> path is distinct from p_manifest -> path
    order by path limit 100
  )
  select coalesce(jsonb_agg(path order by path), '[]') from paths
$$;

create or replace function public.commit_version(
  p_project uuid, p_expected_head integer, p_manifest jsonb, p_blobs jsonb, p_origin text, p_summary text,
  p_merge boolean default false
) returns public.versions
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  base integer;
  committed public.versions;
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
    base := p_expected_head;
    p_expected_head := project.head;
  end if;
  committed := public.insert_version(p_project, p_expected_head, p_manifest, p_blobs, p_origin, p_summary, null);
  if base is not null then committed := public.name_parent(committed, base); end if;
  return committed;
end
$$;

-- Ends the run, as before. A head that has moved meanwhile is merged with, where merge_manifest finds no hindrance; where it
-- does, the result is a version that is not the head.
create or replace function public.finish_run(
  p_run uuid, p_epoch integer, p_result jsonb, p_manifest jsonb default null, p_usage jsonb default '[]'
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs;
  current_head integer;
  committed public.versions;
  closing jsonb := '[]';
  is_conflict boolean := false;
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
      begin
        p_manifest := public.merge_manifest(held.project_id, held.base_version, current_head, p_manifest);
      exception when sqlstate 'PT409' then
        is_conflict := true;
      end;
    end if;
    if is_conflict then
      committed := public.store_version(held.project_id, array_remove(array[current_head, held.base_version], 0), 'conflict',
        p_manifest, '[]', 'run', coalesce(p_result ->> 'summary', ''), p_run);
      p_result := p_result || jsonb_build_object('status', 'partial', 'error_code', 'conflict', 'error_message',
        'The same files were changed meanwhile: the result is a version of its own, to be applied or dropped.');
    else
      committed := public.insert_version(held.project_id, current_head, p_manifest, '[]', 'run',
        coalesce(p_result ->> 'summary', ''), p_run);
      if current_head > held.base_version then
        committed := public.name_parent(committed, held.base_version);
      end if;
    end if;
    closing := jsonb_build_array(jsonb_build_object(
      'type', case when is_conflict then 'version.conflicted' else 'version.committed' end,
      'data', jsonb_build_object('version', committed.number, 'file_count', committed.file_count,
        'size_bytes', committed.size_bytes, 'parents', committed.parents) || case when is_conflict
          then jsonb_build_object('paths', public.conflicting_paths(held.project_id, held.base_version, current_head, p_manifest))
          else '{}' end));
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

-- A run that has ended or rests, with the events of that: what came after the last fact of its work.
create or replace function public.describe_end(p_run uuid) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(r) || jsonb_build_object('events', (
    select jsonb_agg(jsonb_build_object('seq', e.seq, 'type', e.type, 'data', e.data) order by e.seq)
    from public.run_events e
    where e.run_id = r.id and e.seq > r.last_event - 3 and e.step is null
      and (e.type in ('version.committed', 'version.conflicted', 'message.completed') or e.seq = r.last_event)
  ))
  from public.runs r where r.id = p_run
$$;

-- A conflict of the caller's project, locked with the project.
create function public.lock_conflict(p_project uuid, p_version integer) returns public.versions
language plpgsql set search_path = '' as $$
declare
  project public.projects;
  conflict public.versions;
begin
  perform from auth.users where id = auth.uid() for key share;
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  select * into conflict from public.versions
  where project_id = p_project and number = p_version and state <> 'dropped' for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  if conflict.state <> 'conflict' then perform public.raise_code(409, 'no_conflict'); end if;
  return conflict;
end
$$;

-- Makes a version of the head and of what a conflict has changed: of a file that both have changed, the conflict's.
create function public.apply_version(p_project uuid, p_version integer) returns public.versions
language plpgsql security definer set search_path = '' as $$
declare
  conflict public.versions := public.lock_conflict(p_project, p_version);
  current_head integer := (select head from public.projects where id = p_project);
  applied public.versions;
begin
  applied := public.insert_version(p_project, current_head,
    public.merge_manifest(p_project, coalesce(conflict.parents[2], 0), current_head, conflict.manifest, true),
    '[]', conflict.origin, conflict.summary, conflict.run_id);
  update public.versions set state = 'applied' where project_id = p_project and number = p_version;
  -- It can be read and restored like any other from now on.
  update public.blobs set kept = true
  where project_id = p_project and not kept
    and hash in (select file.value ->> 'hash' from jsonb_each(conflict.manifest) as file);
  return public.name_parent(applied, p_version);
end
$$;

-- Gives a conflict up. Its number is not given again.
create function public.drop_version(p_project uuid, p_version integer) returns void
language plpgsql security definer set search_path = '' as $$
declare
  conflict public.versions := public.lock_conflict(p_project, p_version);
  dropped public.versions;
begin
  update public.versions set state = 'dropped', manifest = '{}', file_count = 0, size_bytes = 0, summary = ''
  where project_id = p_project and number = p_version returning * into dropped;
  update public.projects
  set used_bytes = used_bytes - public.stored_size(conflict) + public.stored_size(dropped) where id = p_project;
end
$$;

-- Whether contents that no version has for good may still be of use: to a run, or to the result of one.
create function public.may_need_blobs(p_project uuid) returns boolean
language sql stable set search_path = '' as $$
  select exists (select from public.runs where project_id = p_project and finished_at is null)
    or exists (select from public.versions where project_id = p_project and state = 'conflict')
$$;

-- Contents that no version names, of projects that need none of them: what runs left behind.
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
        where not b.kept and b.project_id in (
          select left_behind.project_id from (select distinct project_id from public.blobs where not kept) left_behind
          where not public.may_need_blobs(left_behind.project_id)
        ) limit p_limit
      ) prunable
    );
  end if;
  for project in
    select b.project_id from (select distinct project_id from public.blobs where not kept) b
    where not public.may_need_blobs(b.project_id) limit p_limit
  loop
    exit when removed >= p_limit;
    -- Commits and new runs hold this lock too: none is under way, and none begins before this has ended.
    perform from public.projects where id = project for update skip locked;
    continue when not found;
    continue when public.may_need_blobs(project);
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

revoke execute on function
  public.store_version(uuid, integer[], text, jsonb, jsonb, text, text, uuid), public.name_parent(public.versions, integer),
  public.merge_manifest(uuid, integer, integer, jsonb, boolean), public.conflicting_paths(uuid, integer, integer, jsonb),
  public.lock_conflict(uuid, integer), public.apply_version(uuid, integer), public.drop_version(uuid, integer),
  public.may_need_blobs(uuid) from public, anon, authenticated;
grant execute on function public.apply_version(uuid, integer), public.drop_version(uuid, integer) to authenticated;
grant execute on function
  public.store_version(uuid, integer[], text, jsonb, jsonb, text, text, uuid), public.name_parent(public.versions, integer),
  public.merge_manifest(uuid, integer, integer, jsonb, boolean), public.conflicting_paths(uuid, integer, integer, jsonb),
  public.lock_conflict(uuid, integer), public.apply_version(uuid, integer), public.drop_version(uuid, integer),
  public.may_need_blobs(uuid) to service_role;

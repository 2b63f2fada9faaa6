-- Undoes the migration of this name. What the operator allowed to tiers is lost; what was pruned stays away.
drop function public.prune_accounts(integer, boolean);
drop function public.prune_run_facts(integer, integer, boolean);
drop function public.prune_blobs(integer, boolean);
drop trigger check_project on public.projects;
drop function public.check_project();
drop function public.account_exists();
drop function public.charge_storage(uuid, bigint);
drop function public.stored_size(public.runs);
drop function public.stored_size(public.versions);
drop function public.stored_size(public.blobs);
drop function public.lock_account(uuid);
drop function public.count_monthly_runs(uuid);
drop function public.limits_of(uuid);
drop function public.entries_are_exact(jsonb);

-- Whether a manifest's paths stay within the project; the API's own rules are stricter.
create or replace function public.paths_are_safe(p_manifest jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select not exists (
    select from jsonb_object_keys(p_manifest) as path
    where path = '' or char_length(path) > 512 or path like '/%' or position(chr(92) in path) > 0
      or path ~ '[[:cntrl:]]' or path ~ '(^|/)\.{0,2}(/|$)'
  )
$$;

-- Stores contents under their hashes. The database checks both: whoever holds a user's token can call this.
create or replace function public.store_blobs(p_project uuid, p_blobs jsonb) returns void
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

-- Makes the next version if the head is still p_expected_head. The caller holds the right to the project.
create or replace function public.insert_version(
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

drop function public.paths_are_normal(text[]);
drop function public.fold_case(text);
drop function public.long_case_folds();
drop function public.case_folds();
drop function public.is_blank(text);
drop function public.utf16_length(text);

drop index public.runs_to_prune;
drop index public.runs_active_by_owner;
drop index public.blobs_not_kept;
-- Without the word "column", by which losses are counted: these follow from other rows.
alter table public.runs drop facts_pruned;
alter table public.blobs drop kept;
alter table public.projects drop used_bytes;
drop table public.tier_limits;

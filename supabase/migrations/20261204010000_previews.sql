-- Previews: addresses by which the files of a project are looked at in a browser. The API signs them; here is what each
-- of them shows, to whom, and until when.

create table public.previews (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  key text not null check (key ~ '^[0-9a-z]{10}$'), -- stands in the address, behind the project's id
  version integer check (version > 0), -- null, with no run either: the head, whatever it is by then
  run_id uuid references public.runs (id) on delete cascade, -- the files of the run as they are by then
  shared boolean not null default false, -- made to be given to others
  frame_ancestor text not null check (frame_ancestor ~ '^[][A-Za-z0-9._:/-]+$' and char_length(frame_ancestor) <= 300), -- who may show it in a frame
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  unique (project_id, key),
  check (version is null or run_id is null)
);
create index previews_by_project on public.previews (project_id, created_at desc, id desc);
create index previews_by_run on public.previews (run_id);

alter table public.previews enable row level security;
-- The sub-select passes through the policy of projects.
create policy read_own on public.previews for select to authenticated
  using (exists (select from public.projects p where p.id = project_id));
revoke all on public.previews from anon, authenticated;
grant select on public.previews to authenticated;
grant all on public.previews to service_role;

-- p_preview has the columns key, version, run_id, shared, frame_ancestor and expires_at.
create function public.create_preview(p_project uuid, p_preview jsonb) returns public.previews
language plpgsql security definer set search_path = '' as $$
declare
  given public.previews := jsonb_populate_record(null::public.previews, p_preview);
  made public.previews;
begin
  perform from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if given.version is not null and not exists (
    select from public.versions where project_id = p_project and number = given.version
  ) then perform public.raise_code(404, 'not_found'); end if;
  if given.run_id is not null and not exists (
    select from public.runs where project_id = p_project and id = given.run_id
  ) then perform public.raise_code(404, 'not_found'); end if;
  if given.expires_at is null or given.expires_at > now() + interval '366 days'
  then perform public.raise_code(400, 'bad_request'); end if;
  if (select count(*) from public.previews where project_id = p_project and revoked_at is null and expires_at > now()) >= 200
  then perform public.raise_code(409, 'too_many_previews'); end if;
  -- Those that show nothing any more are told apart from ones that never were, up to a bound.
  delete from public.previews where id in (
    select id from public.previews where project_id = p_project and (revoked_at is not null or expires_at <= now())
    order by created_at desc offset 500
  );
  insert into public.previews (project_id, key, version, run_id, shared, frame_ancestor, expires_at)
  values (
    p_project, given.key, given.version, given.run_id, coalesce(given.shared, false), given.frame_ancestor, given.expires_at
  ) returning * into made;
  return made;
end
$$;

-- One that is revoked already stays as it is.
create function public.revoke_preview(p_project uuid, p_id uuid) returns public.previews
language plpgsql security definer set search_path = '' as $$
declare
  result public.previews;
begin
  update public.previews v set revoked_at = coalesce(v.revoked_at, now())
  from public.projects p
  where v.id = p_id and v.project_id = p_project and p.id = p_project and p.owner_id = auth.uid()
  returning v.* into result;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  return result;
end
$$;

-- The manifest of a run as its facts have it: what it has made of its base so far, or its version once it has one. Null for
-- a run that has ended without.
create function public.files_of_run(p_run uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  run public.runs;
  files jsonb;
  fact record;
begin
  select * into run from public.runs where id = p_run;
  select manifest into files from public.versions
  where project_id = run.project_id and number = coalesce(run.version, run.base_version);
  if run.version is not null then return files; end if;
  if run.finished_at is not null then return null; end if;
  files := coalesce(files, '{}');
  for fact in
    select type, data from public.standing_facts(p_run)
    where type in ('file.completed', 'file.deleted', 'file.renamed') order by seq
  loop
    if fact.type = 'file.completed' then
      files := files || jsonb_build_object(fact.data ->> 'path', fact.data - 'path');
    elsif fact.type = 'file.deleted' then
      files := files - (fact.data ->> 'path');
    elsif files ? (fact.data ->> 'from') then
      files := (files - (fact.data ->> 'from'))
        || jsonb_build_object(fact.data ->> 'to', files -> (fact.data ->> 'from'));
    end if;
  end loop;
  return files;
end
$$;

-- All that serving one file of a preview takes, in one call, so that a preview that was revoked a moment ago shows nothing:
-- what the preview is by now, the first of p_paths that is there, and the texts of those of p_beside that are. The manifest
-- comes with them when it is asked for. No row: there is no such preview.
create function public.open_preview(
  p_project uuid, p_key text, p_paths text[], p_beside text[] default '{}', p_with_manifest boolean default false
) returns table (
  state text, id uuid, version integer, is_fixed boolean, shared boolean, frame_ancestor text, manifest jsonb,
  path text, hash text, size_bytes integer, encoding text, content text, beside jsonb
)
language plpgsql stable security definer set search_path = '' as $$
declare
  preview public.previews;
  shown integer;
  files jsonb;
  found_path text;
begin
  select * into preview from public.previews p where p.project_id = p_project and p.key = p_key;
  if not found then return; end if;
  state := case when preview.revoked_at is not null then 'revoked' when preview.expires_at <= now() then 'expired' else 'live' end;
  if state = 'live' and preview.run_id is not null then
    files := public.files_of_run(preview.run_id);
    if files is null then state := 'expired'; end if;
  elsif state = 'live' then
    select coalesce(preview.version, p.head) into shown from public.projects p where p.id = p_project;
    select coalesce((select v.manifest from public.versions v where v.project_id = p_project and v.number = shown), '{}')
    into files;
  end if;
  if state = 'live' then
    select c.path into found_path from unnest(p_paths) with ordinality as c(path, n) where files ? c.path order by c.n limit 1;
    select jsonb_object_agg(c.path, b.content) into beside
    from unnest(p_beside) as c(path)
    join public.blobs b on b.project_id = p_project and b.hash = files -> c.path ->> 'hash'
    where b.encoding = 'utf8' and b.size_bytes <= 100000;
  end if;
  return query
    select open_preview.state, preview.id, shown, preview.version is not null, preview.shared, preview.frame_ancestor,
      case when p_with_manifest then files end, found_path, b.hash, b.size_bytes, b.encoding, b.content, open_preview.beside
    from (select 1) as one
    left join public.blobs b on b.project_id = p_project and b.hash = files -> found_path ->> 'hash';
end
$$;

revoke execute on function public.create_preview(uuid, jsonb), public.revoke_preview(uuid, uuid),
  public.files_of_run(uuid), public.open_preview(uuid, text, text[], text[], boolean) from public, anon, authenticated;
grant execute on function public.create_preview(uuid, jsonb), public.revoke_preview(uuid, uuid) to authenticated;
grant execute on function public.create_preview(uuid, jsonb), public.revoke_preview(uuid, uuid),
  public.files_of_run(uuid), public.open_preview(uuid, text, text[], text[], boolean) to service_role;

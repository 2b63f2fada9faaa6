-- Projects that begin with the files of an archive, or with those of another project.

alter table public.versions drop constraint versions_origin_check;
alter table public.versions add constraint versions_origin_check
  check (origin in ('run', 'write', 'restore', 'template', 'import', 'fork'));

drop function public.create_project(text, text, text, jsonb, jsonb, text);

-- Makes a project with its first version, or neither. Who may have how many projects is up to the trigger on projects.
create function public.create_project(
  p_name text, p_description text, p_instructions text, p_manifest jsonb, p_blobs jsonb, p_summary text,
  p_origin text default 'template'
) returns public.projects
language plpgsql security definer set search_path = '' as $$
declare
  made public.projects;
begin
  if auth.uid() is null then perform public.raise_code(401, 'unauthorized'); end if;
  if p_origin not in ('template', 'import') or exists (
    select from jsonb_array_elements(p_blobs) as blob
    where not exists (select from jsonb_each(p_manifest) as file where file.value ->> 'hash' = blob.value ->> 'hash')
  ) then perform public.raise_code(400, 'bad_request'); end if;
  insert into public.projects (owner_id, name, description, instructions)
  values (auth.uid(), p_name, p_description, p_instructions) returning * into made;
  perform public.insert_version(made.id, 0, p_manifest, p_blobs, p_origin, p_summary, null);
  select * into made from public.projects where id = made.id;
  return made;
end
$$;

-- Makes a project of a version of another one of the same owner: its files, and what it says of itself.
create function public.fork_project(p_project uuid, p_version integer default null, p_name text default null)
returns public.projects
language plpgsql security definer set search_path = '' as $$
declare
  source public.projects;
  forked public.versions;
  made public.projects;
begin
  if auth.uid() is null then perform public.raise_code(401, 'unauthorized'); end if;
  select * into source from public.projects where id = p_project and owner_id = auth.uid();
  if not found then perform public.raise_code(404, 'not_found'); end if;
  select * into forked from public.versions
  where project_id = p_project and number = coalesce(p_version, source.head) and state <> 'dropped';
  if not found and coalesce(p_version, source.head) <> 0 then perform public.raise_code(404, 'not_found'); end if;
  insert into public.projects (owner_id, name, description, instructions)
  values (auth.uid(), coalesce(p_name, source.name), source.description, source.instructions) returning * into made;
  if forked.number is null then return made; end if;
  insert into public.blobs (project_id, hash, size_bytes, encoding, content)
  select made.id, b.hash, b.size_bytes, b.encoding, b.content from public.blobs b
  where b.project_id = p_project and b.hash in (select file.value ->> 'hash' from jsonb_each(forked.manifest) as file);
  perform public.charge_storage(made.id, (
    select coalesce(sum(public.stored_size(b)), 0)::bigint from public.blobs b where b.project_id = made.id
  ));
  perform public.insert_version(made.id, 0, forked.manifest, '[]', 'fork',
    format('Fork version %s of %s', forked.number, source.name), null);
  select * into made from public.projects where id = made.id;
  return made;
end
$$;

revoke execute on function public.create_project(text, text, text, jsonb, jsonb, text, text) from public, anon;
grant execute on function public.create_project(text, text, text, jsonb, jsonb, text, text) to authenticated, service_role;
revoke execute on function public.fork_project(uuid, integer, text) from public, anon;
grant execute on function public.fork_project(uuid, integer, text) to authenticated, service_role;

-- Undoes the migration of this name. Projects that were imported or forked stay, as ones that were written.
drop function public.fork_project(uuid, integer, text);
drop function public.create_project(text, text, text, jsonb, jsonb, text, text);

create function public.create_project(
  p_name text, p_description text, p_instructions text, p_manifest jsonb, p_blobs jsonb, p_summary text
) returns public.projects
language plpgsql security definer set search_path = '' as $$
declare
  made public.projects;
begin
  if auth.uid() is null then perform public.raise_code(401, 'unauthorized'); end if;
  if exists (
    select from jsonb_array_elements(p_blobs) as blob
    where not exists (select from jsonb_each(p_manifest) as file where file.value ->> 'hash' = blob.value ->> 'hash')
  ) then perform public.raise_code(400, 'bad_request'); end if;
  insert into public.projects (owner_id, name, description, instructions)
  values (auth.uid(), p_name, p_description, p_instructions) returning * into made;
  perform public.insert_version(made.id, 0, p_manifest, p_blobs, 'template', p_summary, null);
  select * into made from public.projects where id = made.id;
  return made;
end
$$;

revoke execute on function public.create_project(text, text, text, jsonb, jsonb, text) from public, anon;
grant execute on function public.create_project(text, text, text, jsonb, jsonb, text) to authenticated, service_role;

update public.versions set origin = 'write' where origin in ('import', 'fork');
alter table public.versions drop constraint versions_origin_check;
alter table public.versions add constraint versions_origin_check check (origin in ('run', 'write', 'restore', 'template'));

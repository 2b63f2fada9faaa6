-- What a project asks of whoever works on it, and projects that begin with the files of a template.

alter table public.projects
  add column instructions text not null default '' check (char_length(instructions) <= 8000);
grant insert (instructions) on public.projects to authenticated;

alter table public.versions drop constraint versions_origin_check;
alter table public.versions add constraint versions_origin_check check (origin in ('run', 'write', 'restore', 'template'));

create or replace function public.update_project(p_project uuid, p_changes jsonb) returns public.projects
language plpgsql security definer set search_path = '' as $$
declare
  result public.projects;
begin
  update public.projects set
    name = coalesce(p_changes ->> 'name', name),
    description = coalesce(p_changes ->> 'description', description),
    instructions = coalesce(p_changes ->> 'instructions', instructions),
    status = coalesce(p_changes ->> 'status', status),
    updated_at = now()
  where id = p_project and owner_id = auth.uid()
  returning * into result;
  if result.id is null then perform public.raise_code(404, 'not_found'); end if;
  return result;
end
$$;

-- Makes a project with its first version, or neither. Who may have how many projects is up to the trigger on projects.
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

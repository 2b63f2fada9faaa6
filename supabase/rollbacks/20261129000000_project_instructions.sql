-- Undoes the migration of this name. Instructions of projects are lost.
drop function public.create_project(text, text, text, jsonb, jsonb, text);

create or replace function public.update_project(p_project uuid, p_changes jsonb) returns public.projects
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

update public.versions set origin = 'write' where origin = 'template';
alter table public.versions drop constraint versions_origin_check;
alter table public.versions add constraint versions_origin_check check (origin in ('run', 'write', 'restore'));
alter table public.projects drop column instructions;

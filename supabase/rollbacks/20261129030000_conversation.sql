-- Undoes the migration of this name. What was told of conversations in short, and names of what was attached, are lost.
-- The same for a user, of the kinds that users may ask for. p_kind null: a question and a plan for files that are there
-- are for the chat; otherwise the first run of a project generates, later ones edit.
create or replace function public.create_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null,
  p_options jsonb default '{}'
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  mode text := coalesce(p_options ->> 'mode', 'build');
begin
  perform from auth.users where id = auth.uid() for key share;
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  p_kind := coalesce(p_kind, case
    when mode = 'ask' or (mode = 'plan' and project.head > 0) then 'chat'
    when project.head = 0 then 'generate'
    else 'edit'
  end);
  if p_kind not in ('generate', 'edit', 'chat') or p_lease_seconds not between 1 and 600
    -- Only a chat can leave the files alone, and an edit has no plan.
    or (mode = 'ask' and p_kind <> 'chat') or (mode = 'plan' and p_kind = 'edit')
  then perform public.raise_code(400, 'bad_request'); end if;
  return public.insert_run(p_project, p_kind, p_prompt, p_model, p_lease_seconds, p_options);
end
$$;

drop function public.store_summary(uuid, integer, bigint, text);
drop table public.conversation_summaries;
alter table public.messages drop column attachments;

-- What was said in a project, with what of it was told in short for models, and what was attached to a prompt.

-- [{"name", "media_type", "size_bytes"}] of what was attached to a user's message.
alter table public.messages add column attachments jsonb not null default '[]';

-- What was said up to a message, told in short once there was too much of it for a prompt: the newest such word alone.
create table public.conversation_summaries (
  project_id uuid primary key references public.projects (id) on delete cascade,
  message_id bigint not null, -- the last one that it tells of
  content text not null check (char_length(content) <= 32000),
  created_at timestamptz not null default now()
);
alter table public.conversation_summaries enable row level security;
create policy read_own on public.conversation_summaries for select to authenticated
  using (exists (select from public.projects p where p.id = project_id));
revoke all on public.conversation_summaries from anon, authenticated;
grant select on public.conversation_summaries to authenticated;
grant all on public.conversation_summaries to service_role;

-- Keeps what the driver of a run has made of the conversation, unless there is a newer word.
create function public.store_summary(p_run uuid, p_epoch integer, p_message bigint, p_content text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs := public.hold_run(p_run, p_epoch);
begin
  insert into public.conversation_summaries (project_id, message_id, content)
  values (held.project_id, p_message, p_content)
  on conflict (project_id) do update set message_id = excluded.message_id, content = excluded.content, created_at = now()
    where public.conversation_summaries.message_id < excluded.message_id;
  return found;
end
$$;

-- As before; the first run of a project that has nothing but the files of its template generates, too.
create or replace function public.create_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null,
  p_options jsonb default '{}'
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  mode text := coalesce(p_options ->> 'mode', 'build');
  is_new boolean;
begin
  perform from auth.users where id = auth.uid() for key share;
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  is_new := project.head = 0 or exists (
    select from public.versions where project_id = p_project and number = project.head and origin = 'template'
  );
  p_kind := coalesce(p_kind, case
    when mode = 'ask' or (mode = 'plan' and not is_new) then 'chat'
    when is_new then 'generate'
    else 'edit'
  end);
  if p_kind not in ('generate', 'edit', 'chat') or p_lease_seconds not between 1 and 600
    -- Only a chat can leave the files alone, and an edit has no plan.
    or (mode = 'ask' and p_kind <> 'chat') or (mode = 'plan' and p_kind = 'edit')
  then perform public.raise_code(400, 'bad_request'); end if;
  return public.insert_run(p_project, p_kind, p_prompt, p_model, p_lease_seconds, p_options);
end
$$;

revoke execute on function public.store_summary(uuid, integer, bigint, text) from public, anon, authenticated;
grant execute on function public.store_summary(uuid, integer, bigint, text) to service_role;

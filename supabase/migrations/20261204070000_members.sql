-- Members of projects, and the one rule that says who may do what.
--
-- A project has one owner, `projects.owner_id`, in whose limits it counts. Others are members: editors and viewers.

create table public.project_members (
  project_id uuid not null references public.projects (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null check (role in ('editor', 'viewer')),
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  primary key (project_id, user_id)
);
create index project_members_by_user on public.project_members (user_id, project_id);

-- For whoever has an account with that address, or for whoever has the token with that hash. Taken once.
create table public.project_invitations (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  role text not null check (role in ('editor', 'viewer')),
  email text check (char_length(email) between 3 and 320 and email = lower(email)),
  hash text unique check (hash ~ '^[0-9a-f]{64}$'), -- SHA-256 of the token
  expires_at timestamptz not null,
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  check ((email is null) <> (hash is null))
);
create index project_invitations_by_project on public.project_invitations (project_id, created_at desc, id desc);
create index project_invitations_by_email on public.project_invitations (email) where email is not null;

alter table public.project_members enable row level security;
alter table public.project_invitations enable row level security;
revoke all on public.project_members, public.project_invitations from anon, authenticated;
grant select on public.project_members to authenticated;
grant all on public.project_members, public.project_invitations to service_role;

-- A watcher of a run of a project with members looks now and then whether it still may.
alter table public.runs add column is_shared boolean not null default false;
-- Whether the account that made the run is gone, so that the run is the project owner's without counting as one of theirs.
alter table public.runs add column handed_over boolean not null default false;

-- ---------------------------------------------------------------------------------------------------- the rule

-- What each role may do: `read` all there is, `write` files and texts, `run` prompts, and `manage` what only an owner does:
-- archive, delete, share with everybody, and say who the members are. Like the next one without settings of its own, so that it
-- becomes part of the query that asks.
create function public.allows(p_role text, p_action text) returns boolean
language sql immutable as $$
  select coalesce(case p_action
    when 'read' then p_role in ('owner', 'editor', 'viewer')
    when 'write' then p_role in ('owner', 'editor')
    when 'run' then p_role in ('owner', 'editor')
    when 'manage' then p_role = 'owner'
  end, false)
$$;

-- Every project that an account has a role in.
create function public.roles_of(p_user uuid) returns table (project_id uuid, role text)
language sql stable as $$
  select p.id, 'owner'::text from public.projects p where p.owner_id = p_user
  union all
  select m.project_id, m.role from public.project_members m where m.user_id = p_user
$$;

-- The caller's role in a project; null for a stranger.
create function public.role_in(p_project uuid) returns text
language sql stable security definer set search_path = '' as $$
  select role from public.roles_of(auth.uid()) where project_id = p_project limit 1
$$;

-- Whether the caller may do that in the project: the rule, which every function asks.
create function public.can(p_project uuid, p_action text) returns boolean
language sql stable security definer set search_path = '' as $$
  select public.allows(public.role_in(p_project), p_action)
$$;

-- The same rule for many rows at once, which policies ask: every project for which can() is true, or those of others alone.
create function public.projects_i_can(p_action text, p_owned boolean default true) returns setof uuid
language sql stable security definer set search_path = '' rows 20 as $$
  select project_id from public.roles_of(auth.uid())
  where public.allows(role, p_action) and (p_owned or role <> 'owner')
$$;

-- Refuses a stranger as if the project were not there, and a member by the role that is needed.
create function public.require_can(p_project uuid, p_action text) returns void
language plpgsql stable set search_path = '' as $$
declare
  role text := public.role_in(p_project);
begin
  if public.allows(role, p_action) then return; end if;
  if role is null then perform public.raise_code(404, 'not_found'); end if;
  if public.allows('editor', p_action) then perform public.raise_code(403, 'editor_needed'); end if;
  perform public.raise_code(403, 'owner_needed');
end
$$;

-- Holds the caller and the owner of a project, so that neither is deleted until the end of the transaction: a project that is
-- written twice looks for its owner anew. Rows of accounts are locked before those of projects and runs.
create function public.hold_accounts(p_user uuid, p_project uuid) returns void
language sql set search_path = '' as $$
  select from auth.users
  where id = p_user or id = (select owner_id from public.projects where id = p_project) order by id for key share
$$;

-- Locks the project for who may do that, until the end of the transaction.
create function public.lock_project(p_project uuid, p_action text) returns public.projects
language plpgsql set search_path = '' as $$
declare
  project public.projects;
begin
  perform public.require_can(p_project, p_action);
  perform public.hold_accounts(auth.uid(), p_project);
  select * into project from public.projects where id = p_project for update;
  -- The project may be gone, or its caller removed, since the lock was asked for.
  perform public.require_can(p_project, p_action);
  return project;
end
$$;

-- ---------------------------------------------------------------------------------------------------- policies

-- All else that belongs to a project has a policy that looks whether the project, or the run, is there for the caller.
drop policy read_own on public.projects;
drop policy delete_own on public.projects;
drop policy read_own on public.runs;
-- An own project is found by its owner: a row that is being made is not among those that the rule sees.
create policy read_as_member on public.projects for select to authenticated
  using (owner_id = (select auth.uid()) or id = any (array(select public.projects_i_can('read', false))));
create policy delete_as_owner on public.projects for delete to authenticated
  using (id = any (array(select public.projects_i_can('manage'))));
create policy read_as_member on public.runs for select to authenticated
  using (exists (select from public.projects p where p.id = project_id));
create policy read_as_member on public.project_members for select to authenticated
  using (project_id in (select public.projects_i_can('read')));

-- ---------------------------------------------------------------------------------------------------- accounts that go

-- What an account has done in the projects of others stays there: such a run ends, and becomes the project owner's.
create function public.hand_over_runs(p_user uuid) returns void
language plpgsql set search_path = '' as $$
declare
  run record;
begin
  for run in
    select r.id, r.finished_at, p.owner_id from public.runs r join public.projects p on p.id = r.project_id
    where r.owner_id = p_user and p.owner_id <> p_user order by r.project_id, r.id
  loop
    if run.finished_at is null then perform public.end_run(run.id, 'canceled', 'canceled', 'The run was canceled.'); end if;
    update public.runs set owner_id = run.owner_id, key_id = null, handed_over = true where id = run.id;
  end loop;
end
$$;

create function public.keep_runs_of_others() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform public.hand_over_runs(old.id);
  return old;
end
$$;
create trigger keep_runs_of_others before delete on auth.users for each row execute function public.keep_runs_of_others();

revoke execute on function public.allows(text, text), public.roles_of(uuid), public.role_in(uuid), public.can(uuid, text),
  public.projects_i_can(text, boolean), public.require_can(uuid, text), public.hold_accounts(uuid, uuid),
  public.lock_project(uuid, text), public.hand_over_runs(uuid), public.keep_runs_of_others() from public, anon, authenticated;
grant execute on function public.role_in(uuid), public.can(uuid, text), public.projects_i_can(text, boolean) to authenticated;
grant execute on function public.allows(text, text), public.roles_of(uuid), public.role_in(uuid), public.can(uuid, text),
  public.projects_i_can(text, boolean), public.require_can(uuid, text), public.hold_accounts(uuid, uuid),
  public.lock_project(uuid, text), public.hand_over_runs(uuid), public.keep_runs_of_others() to service_role;

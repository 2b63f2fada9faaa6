-- The core: profiles, projects, content-addressed blobs, versions, runs and what runs leave behind.
--
-- Row level security is on for every table, and a table without a policy for a command refuses that command to users:
-- whatever must be atomic, or must keep an invariant, is done by a function below and by nothing else.
-- Functions raise SQLSTATE PTnnn (nnn: the HTTP status) with one of the API's error codes as the message.

do $$
begin
  -- Supabase has these roles; a plain PostgreSQL gets them here.
  if not exists (select from pg_roles where rolname = 'anon') then create role anon nologin noinherit; end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then create role authenticated nologin noinherit; end if;
  if not exists (select from pg_roles where rolname = 'service_role') then create role service_role nologin noinherit bypassrls; end if;
end
$$;

grant usage on schema public, auth to anon, authenticated, service_role;

-- ---------------------------------------------------------------------------------------------------- accounts

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  name text not null default '' check (char_length(name) <= 120),
  created_at timestamptz not null default now()
);

create function public.create_profile() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id, name)
  values (new.id, left(coalesce(new.raw_user_meta_data ->> 'name', ''), 120))
  on conflict (id) do nothing;
  return new;
end
$$;

create trigger create_profile after insert on auth.users for each row execute function public.create_profile();

-- Accounts that were made before this schema was.
insert into public.profiles (id) select id from auth.users on conflict (id) do nothing;

-- ---------------------------------------------------------------------------------------------------- projects

create table public.projects (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 120),
  description text not null default '' check (char_length(description) <= 2000),
  status text not null default 'active' check (status in ('active', 'archived')),
  head integer not null default 0 check (head >= 0), -- number of the newest version; 0: nothing yet
  created_at timestamptz not null default date_trunc('milliseconds', now()), -- what a JSON client can send back exactly
  updated_at timestamptz not null default now()
);
create index projects_by_owner on public.projects (owner_id, created_at desc, id desc);
create index projects_by_owner_and_status on public.projects (owner_id, status, created_at desc, id desc);

-- A file's bytes, once per project and content. NUL cannot stand in a text column, so such content is base64.
create table public.blobs (
  project_id uuid not null references public.projects (id) on delete cascade,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'), -- SHA-256 of the bytes
  size_bytes integer not null check (size_bytes >= 0),
  encoding text not null check (encoding in ('utf8', 'base64')),
  content text not null,
  created_at timestamptz not null default now(),
  primary key (project_id, hash)
);

-- An immutable state of a project. manifest: {"path": {"hash": "…", "size_bytes": n}}
create table public.versions (
  project_id uuid not null references public.projects (id) on delete cascade,
  number integer not null check (number > 0),
  origin text not null check (origin in ('run', 'write', 'restore')),
  summary text not null default '' check (char_length(summary) <= 2000),
  manifest jsonb not null check (jsonb_typeof(manifest) = 'object'),
  file_count integer not null,
  size_bytes bigint not null,
  run_id uuid,
  created_at timestamptz not null default now(),
  primary key (project_id, number)
);

-- ---------------------------------------------------------------------------------------------------- runs

create table public.runs (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  owner_id uuid not null references auth.users (id) on delete cascade,
  kind text not null check (kind in ('generate', 'edit', 'chat')),
  prompt text not null check (char_length(prompt) between 1 and 32000),
  model text not null,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'succeeded', 'partial', 'failed', 'canceled')),
  base_version integer not null, -- the head when the run was made
  version integer, -- what it committed
  error_code text,
  error_message text,
  failed_files jsonb not null default '[]', -- [{"path", "code", "message"}]
  usage jsonb not null default '{}', -- {"prompt_tokens", "completion_tokens"}
  epoch integer not null default 0, -- counts claims; a write with an older one is refused
  lease_expires_at timestamptz, -- until then the claiming process is taken to be alive
  last_event integer not null default 0,
  cancel_requested_at timestamptz,
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  started_at timestamptz,
  finished_at timestamptz
);
create index runs_by_project on public.runs (project_id, created_at desc, id desc);
create unique index runs_one_active on public.runs (project_id) where status in ('queued', 'running');
create index runs_to_claim on public.runs (lease_expires_at) where status in ('queued', 'running');
create index runs_by_owner on public.runs (owner_id);

create table public.run_steps (
  run_id uuid not null references public.runs (id) on delete cascade,
  name text not null check (name in ('plan', 'write', 'check', 'repair', 'commit')),
  attempt integer not null default 1,
  output jsonb not null,
  finished_at timestamptz not null default now(),
  primary key (run_id, name, attempt)
);

create table public.run_events (
  run_id uuid not null references public.runs (id) on delete cascade,
  seq integer not null,
  type text not null,
  data jsonb not null,
  created_at timestamptz not null default now(),
  primary key (run_id, seq)
);

create table public.messages (
  id bigint generated always as identity primary key,
  project_id uuid not null references public.projects (id) on delete cascade,
  run_id uuid references public.runs (id) on delete set null,
  role text not null check (role in ('user', 'assistant')),
  content text not null,
  created_at timestamptz not null default now()
);
create index messages_by_project on public.messages (project_id, id desc);
create index messages_by_run on public.messages (run_id);

-- ---------------------------------------------------------------------------------------------------- policies

alter table public.profiles enable row level security;
alter table public.projects enable row level security;
alter table public.blobs enable row level security;
alter table public.versions enable row level security;
alter table public.runs enable row level security;
alter table public.run_steps enable row level security;
alter table public.run_events enable row level security;
alter table public.messages enable row level security;

create policy own_profile on public.profiles for select to authenticated using (id = (select auth.uid()));
create policy read_own on public.projects for select to authenticated using (owner_id = (select auth.uid()));
create policy create_own on public.projects for insert to authenticated
  with check (owner_id = (select auth.uid()) and head = 0);
create policy delete_own on public.projects for delete to authenticated using (owner_id = (select auth.uid()));

-- The sub-select passes through the policy of projects.
create policy read_own on public.blobs for select to authenticated
  using (exists (select from public.projects p where p.id = project_id));
create policy read_own on public.versions for select to authenticated
  using (exists (select from public.projects p where p.id = project_id));
create policy read_own on public.messages for select to authenticated
  using (exists (select from public.projects p where p.id = project_id));
create policy read_own on public.runs for select to authenticated using (owner_id = (select auth.uid()));
create policy read_own on public.run_steps for select to authenticated
  using (exists (select from public.runs r where r.id = run_id));
create policy read_own on public.run_events for select to authenticated
  using (exists (select from public.runs r where r.id = run_id));

revoke all on public.profiles, public.projects, public.blobs, public.versions, public.runs, public.run_steps,
  public.run_events, public.messages from anon, authenticated;
grant select on public.profiles, public.projects, public.blobs, public.versions, public.runs, public.run_steps,
  public.run_events, public.messages to authenticated;
grant insert (name, description), delete on public.projects to authenticated;
grant all on public.profiles, public.projects, public.blobs, public.versions, public.runs, public.run_steps,
  public.run_events, public.messages to service_role;

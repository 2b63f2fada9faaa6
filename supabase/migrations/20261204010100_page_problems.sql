-- What opened pages tell of themselves: errors, failed loads, a page that stays blank. It stands beside the version that was
-- shown, each thing once, and a run can be asked to mend it.

create table public.page_problems (
  project_id uuid not null,
  number integer not null,
  fingerprint text not null, -- of what is the same when it happens again
  kind text not null check (kind in ('error', 'rejection', 'console', 'load', 'blank')),
  message text not null check (char_length(message) between 1 and 500),
  path text check (char_length(path) <= 512), -- the file of the project that it is about
  line integer check (line > 0),
  column_number integer check (column_number > 0),
  address text check (char_length(address) <= 300), -- where in the preview it happened
  times integer not null default 1, -- that it was told
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (project_id, number, fingerprint),
  foreign key (project_id, number) references public.versions (project_id, number) on delete cascade
);

alter table public.page_problems enable row level security;
-- The sub-select passes through the policy of projects.
create policy read_own on public.page_problems for select to authenticated
  using (exists (select from public.projects p where p.id = project_id));
revoke all on public.page_problems from anon, authenticated;
grant select on public.page_problems to authenticated;
grant all on public.page_problems to service_role;

-- Stores what a page has told that was opened at a preview, for the version that it shows by now; at most 50 for a version.
-- Visitors of a shared preview are strangers, whose words would reach a model: of those, nothing is stored. Returns how many
-- are new. p_problems is a list with the columns kind, message, path, line, column_number and address.
create function public.report_page_problems(p_project uuid, p_key text, p_problems jsonb) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  shown integer;
  added integer;
begin
  select coalesce(v.version, r.version, case when v.run_id is null then p.head end) into shown
  from public.previews v
  join public.projects p on p.id = v.project_id
  left join public.runs r on r.id = v.run_id
  where v.project_id = p_project and v.key = p_key and not v.shared and v.revoked_at is null and v.expires_at > now();
  if shown is null or shown = 0 then return 0; end if;
  with given as (
    select distinct on (fingerprint) g.*, md5(concat_ws(E'\n', g.kind, g.message, g.path, g.line)) as fingerprint
    from jsonb_to_recordset(p_problems)
      as g(kind text, message text, path text, line integer, column_number integer, address text)
  ), known as (
    update public.page_problems k set times = k.times + 1, last_seen_at = now()
    from given g where k.project_id = p_project and k.number = shown and k.fingerprint = g.fingerprint
    returning k.fingerprint
  ), room as (
    select greatest(0, 50 - count(*)) as left_over from public.page_problems where project_id = p_project and number = shown
  ), fresh as (
    insert into public.page_problems (project_id, number, fingerprint, kind, message, path, line, column_number, address)
    select p_project, shown, g.fingerprint, g.kind, g.message, g.path, g.line, g.column_number, g.address
    from given g where g.fingerprint not in (select fingerprint from known)
    limit (select left_over from room)
    on conflict do nothing
    returning 1
  )
  select count(*) into added from fresh;
  return added;
end
$$;

revoke execute on function public.report_page_problems(uuid, text, jsonb) from public, anon, authenticated;
grant execute on function public.report_page_problems(uuid, text, jsonb) to service_role;

-- As before, with "repair": the run mends what the page of its base has told.
create or replace function public.options_are_valid(p_options jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  if p_options is null or jsonb_typeof(p_options) <> 'object' or octet_length(p_options::text) > 2097152 then return false; end if;
  if p_options - array['mode', 'budget', 'attachments', 'repair'] <> '{}' then return false; end if;
  if p_options ? 'mode' and p_options -> 'mode' not in ('"ask"', '"plan"', '"build"') then return false; end if;
  if p_options ? 'budget' and not public.budget_is_valid(p_options -> 'budget') then return false; end if;
  if p_options ? 'repair' and jsonb_typeof(p_options -> 'repair') <> 'boolean' then return false; end if;
  return not p_options ? 'attachments' or jsonb_typeof(p_options -> 'attachments') = 'array';
end
$$;

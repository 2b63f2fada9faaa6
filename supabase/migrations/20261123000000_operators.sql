-- What operators ask for: who a user is to them, what was used, and what state the database is in. All of it is for the
-- secret key alone.

alter table public.profiles
  add column role text not null default 'user' check (role in ('user', 'admin')),
  add column tier text not null default 'free' check (tier ~ '^[a-z][a-z0-9_-]{0,31}$');

-- The newest migration that was applied, by the history that the Supabase CLI keeps, and the clock.
create function public.describe_database() returns table (schema_version text, now timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query execute 'select max(version)::text, clock_timestamp() from supabase_migrations.schema_migrations';
end
$$;

-- By id or by address, in whatever case it was typed.
create function public.find_user(p_user text)
returns table (id uuid, email text, name text, role text, tier text, created_at timestamptz, projects bigint, runs bigint)
language sql stable security definer set search_path = '' as $$
  select p.id, u.email::text, p.name, p.role, p.tier, p.created_at,
    (select count(*) from public.projects where owner_id = p.id),
    (select count(*) from public.runs where owner_id = p.id)
  from public.profiles p
  join auth.users u on u.id = p.id
  where p.id::text = lower(p_user) or lower(u.email::text) = lower(p_user)
$$;

-- A null leaves a value as it is.
create function public.set_user(p_id uuid, p_role text, p_tier text) returns void
language sql security definer set search_path = '' as $$
  update public.profiles set role = coalesce(p_role, role), tier = coalesce(p_tier, tier) where id = p_id
$$;

-- Runs that were made since, with the tokens that they took.
create function public.report_usage(p_since timestamptz, p_by text)
returns table (key text, runs bigint, succeeded bigint, failed bigint, prompt_tokens bigint, completion_tokens bigint)
language sql stable security definer set search_path = '' as $$
  select
    case p_by
      when 'user' then coalesce(u.email::text, r.owner_id::text)
      when 'day' then to_char(r.created_at at time zone 'utc', 'YYYY-MM-DD')
      else r.model
    end,
    count(*),
    count(*) filter (where r.status in ('succeeded', 'partial')),
    count(*) filter (where r.status = 'failed'),
    coalesce(sum((r.usage ->> 'prompt_tokens')::bigint), 0)::bigint,
    coalesce(sum((r.usage ->> 'completion_tokens')::bigint), 0)::bigint
  from public.runs r
  left join auth.users u on u.id = r.owner_id
  where r.created_at >= p_since
  group by 1
  order by 1
$$;

revoke execute on function public.describe_database(), public.find_user(text), public.set_user(uuid, text, text),
  public.report_usage(timestamptz, text) from public, anon, authenticated;
grant execute on function public.describe_database(), public.find_user(text), public.set_user(uuid, text, text),
  public.report_usage(timestamptz, text) to service_role;

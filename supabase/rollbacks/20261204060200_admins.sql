-- Undoes the migration of this name. Who was suspended is so no more.
do $$
begin
  if exists (
    select from pg_catalog.pg_attribute
    where attrelid = 'auth.users'::regclass and attname = 'banned_until' and not attisdropped
  ) then
    execute 'update auth.users set banned_until = null where id in (select id from public.profiles where suspended_at is not null)';
  end if;
end
$$;
drop function public.admin_list_accounts(text, timestamptz, uuid, integer);
drop function public.admin_read_account(uuid);
drop function public.admin_set_account(uuid, text, text);
drop function public.admin_suspend_account(uuid, text);
drop function public.admin_unsuspend_account(uuid);
drop function public.admin_read_usage(uuid, text, timestamptz, timestamptz);
drop function public.admin_list_runs(timestamptz, uuid, integer);
drop function public.admin_cancel_run(uuid);
drop function public.admin_list_audit(uuid, bigint, integer);
drop function public.require_admin();
drop function public.suspend_account(uuid, uuid, text);
drop function public.unsuspend_account(uuid, uuid);
drop function public.hold_other_account(uuid, uuid);
drop function public.find_user(text);
drop function public.overview_of(uuid);
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
revoke execute on function public.find_user(text) from public, anon, authenticated;
grant execute on function public.find_user(text) to service_role;
drop function public.end_sessions(uuid);
drop function public.ban_account(uuid, timestamptz);
create or replace function public.read_usage(p_by text, p_from timestamptz, p_until timestamptz)
returns table (key text, calls bigint, prompt_tokens bigint, completion_tokens bigint, cost_usd double precision)
language sql stable security definer set search_path = '' as $$
  select case p_by
      when 'day' then to_char(u.created_at at time zone 'utc', 'YYYY-MM-DD')
      when 'model' then u.model
      when 'key' then u.key_id::text
      when 'project' then (select r.project_id from public.runs r where r.id = u.run_id)::text
    end,
    count(*), sum(u.prompt_tokens), sum(u.completion_tokens), sum(coalesce(u.cost_usd, 0))::double precision
  from public.usage_ledger u
  where u.owner_id = auth.uid() and u.created_at >= p_from and u.created_at < p_until
  group by 1 order by 5 desc, 2 desc, 1 limit 1000
$$;
drop function public.usage_of(uuid, text, timestamptz, timestamptz);
create or replace function public.limits_of(p_owner uuid) returns public.tier_limits
language plpgsql stable set search_path = '' as $$
declare
  owned text := coalesce((select tier from public.profiles where id = p_owner), 'free');
  limits public.tier_limits;
begin
  select * into limits from public.tier_limits where tier = 'unverified'
    -- Not every Auth has that column.
    and exists (select from auth.users u where u.id = p_owner and to_jsonb(u) ? 'email_confirmed_at'
      and to_jsonb(u) ->> 'email_confirmed_at' is null);
  if not found then
    select * into limits from public.tier_limits where tier = owned;
    limits.tier := owned;
  end if;
  limits.max_projects := coalesce(limits.max_projects, 1000);
  limits.max_active_runs := coalesce(limits.max_active_runs, 100);
  limits.max_versions := coalesce(limits.max_versions, 10000);
  limits.max_project_bytes := coalesce(limits.max_project_bytes, 536870912);
  limits.max_account_bytes := coalesce(limits.max_account_bytes, 5368709120);
  limits.max_keys := coalesce(limits.max_keys, 100);
  return limits;
end
$$;
create or replace function public.find_api_key(p_hash text)
returns table (
  id uuid, owner_id uuid, email text, scopes text[], models text[], monthly_budget_usd double precision,
  requests_per_minute integer, expires_at timestamptz
)
language plpgsql security definer set search_path = '' as $$
declare
  found_key public.api_keys;
begin
  select k.* into found_key from public.api_keys k join auth.users u on u.id = k.owner_id
  where (k.hash = p_hash or (k.previous_hash = p_hash and k.previous_expires_at > now()))
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    and to_jsonb(u) ->> 'deleted_at' is null;
  if not found then return; end if;
  update public.api_keys k set last_used_at = now()
  where k.id = found_key.id and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
  return query
    select found_key.id, found_key.owner_id, u.email::text, found_key.scopes, found_key.models,
      found_key.monthly_budget_usd, found_key.requests_per_minute,
      case found_key.hash when p_hash then found_key.expires_at
        else least(found_key.expires_at, found_key.previous_expires_at) end
    from auth.users u where u.id = found_key.owner_id;
end
$$;
create or replace function public.account_limits()
returns table (max_requests_per_minute integer, max_concurrent_calls integer, monthly_ai_usd double precision)
language sql stable security definer set search_path = '' as $$
  select l.max_requests_per_minute, l.max_concurrent_calls, l.monthly_ai_usd
  from public.limits_of(auth.uid()) l where public.account_exists() and not public.session_is_over()
$$;
drop function public.account_is_suspended();
drop function public.is_suspended(uuid);
alter table public.profiles drop column suspended_at;

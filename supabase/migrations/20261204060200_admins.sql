-- Accounts can be suspended, and what the role `admin` and operators may do about accounts and runs of others. Each act is one
-- transaction with its row of the audit log.

-- ---------------------------------------------------------------------------------------------------- suspension

alter table public.profiles add column suspended_at timestamptz;

create function public.is_suspended(p_owner uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.profiles where id = p_owner and suspended_at is not null)
$$;

-- Whether the caller's account is.
create function public.account_is_suspended() returns boolean
language sql stable security definer set search_path = '' as $$ select public.is_suspended(auth.uid()) $$;

-- As before; nothing can be made by an account that is suspended. What it has stays, and takes the room that it takes.
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
  if public.is_suspended(p_owner) then
    limits.max_projects := 0;
    limits.max_active_runs := 0;
    limits.max_monthly_runs := 0;
    limits.max_keys := 0;
    limits.max_concurrent_calls := 0;
    limits.monthly_ai_usd := 0;
  end if;
  return limits;
end
$$;

-- As before; there is none for an account that is suspended.
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
    and to_jsonb(u) ->> 'deleted_at' is null and not public.is_suspended(k.owner_id);
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

-- As before; there are none for an account that is suspended.
create or replace function public.account_limits()
returns table (max_requests_per_minute integer, max_concurrent_calls integer, monthly_ai_usd double precision)
language sql stable security definer set search_path = '' as $$
  select l.max_requests_per_minute, l.max_concurrent_calls, l.monthly_ai_usd
  from public.limits_of(auth.uid()) l where public.account_exists() and not public.session_is_over()
    and not public.is_suspended(auth.uid())
$$;

-- Has Auth refuse to sign the account in until then, where Auth knows of that.
create function public.ban_account(p_id uuid, p_until timestamptz) returns void
language plpgsql set search_path = '' as $$
begin
  if exists (
    select from pg_catalog.pg_attribute
    where attrelid = 'auth.users'::regclass and attname = 'banned_until' and not attisdropped
  ) then
    execute 'update auth.users set banned_until = $2 where id = $1' using p_id, p_until;
  end if;
exception when insufficient_privilege then return;
end
$$;

-- With their refresh tokens.
create function public.end_sessions(p_owner uuid) returns void
language plpgsql set search_path = '' as $$
begin
  if to_regclass('auth.sessions') is null then return; end if;
  execute 'delete from auth.sessions where user_id = $1' using p_owner;
exception when insufficient_privilege then return;
end
$$;

-- Holds an account, which is not that of who acts on it, until the end of the transaction. Rows of accounts are locked first.
create function public.hold_other_account(p_actor uuid, p_id uuid) returns public.profiles
language plpgsql set search_path = '' as $$
declare
  held public.profiles;
begin
  if p_id = p_actor then perform public.raise_code(409, 'own_account'); end if;
  perform from auth.users where id = p_id for no key update;
  select * into held from public.profiles where id = p_id for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  return held;
end
$$;

-- Its runs are canceled and its sessions end. Once it is suspended, nothing more comes of it. Returns whether it was not before.
create function public.suspend_account(p_actor uuid, p_id uuid, p_reason text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held public.profiles := public.hold_other_account(p_actor, p_id);
begin
  if held.suspended_at is not null then return false; end if;
  update public.profiles set suspended_at = now() where id = p_id;
  -- Not infinity, which Auth cannot read.
  perform public.ban_account(p_id, now() + interval '100 years');
  perform public.end_sessions(p_id);
  perform public.stop_account(p_id);
  perform public.note_act(p_actor, 'account.suspend', p_id, jsonb_build_object('reason', left(p_reason, 500)));
  return true;
end
$$;

create function public.unsuspend_account(p_actor uuid, p_id uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  held public.profiles := public.hold_other_account(p_actor, p_id);
begin
  if held.suspended_at is null then return false; end if;
  update public.profiles set suspended_at = null where id = p_id;
  perform public.ban_account(p_id, null);
  perform public.note_act(p_actor, 'account.unsuspend', p_id, '{}');
  return true;
end
$$;

-- ---------------------------------------------------------------------------------------------------- who may

-- The caller, when that is a signed-in admin. To everybody else there is nothing here.
create function public.require_admin() returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  if public.caller_key() is not null or public.session_is_over() or not public.account_exists()
    or not exists (select from public.profiles where id = auth.uid() and role = 'admin' and suspended_at is null)
  then perform public.raise_code(404, 'not_found'); end if;
  return auth.uid();
end
$$;

-- ---------------------------------------------------------------------------------------------------- accounts

-- An account as admins see it.
create function public.overview_of(p_id uuid)
returns table (
  id uuid, email text, name text, role text, tier text, suspended_at timestamptz, created_at timestamptz,
  last_sign_in_at timestamptz, projects bigint, runs bigint, stored_bytes bigint
)
language sql stable set search_path = '' as $$
  select p.id, coalesce(u.email::text, ''), p.name, p.role, p.tier, p.suspended_at, p.created_at,
    -- Not every Auth has that column.
    (to_jsonb(u) ->> 'last_sign_in_at')::timestamptz,
    (select count(*) from public.projects where owner_id = p.id),
    (select count(*) from public.runs where owner_id = p.id),
    (select coalesce(sum(used_bytes), 0)::bigint from public.projects where owner_id = p.id)
  from public.profiles p join auth.users u on u.id = p.id
  where p.id = p_id
$$;

-- By id or by address, in whatever case it was typed, for operators. As before, with what else admins see.
drop function public.find_user(text);
create function public.find_user(p_user text)
returns table (
  id uuid, email text, name text, role text, tier text, suspended_at timestamptz, created_at timestamptz,
  last_sign_in_at timestamptz, projects bigint, runs bigint, stored_bytes bigint
)
language sql stable security definer set search_path = '' as $$
  select o.* from public.profiles p join auth.users u on u.id = p.id cross join lateral public.overview_of(p.id) o
  where p.id::text = lower(p_user) or lower(u.email::text) = lower(p_user)
$$;

-- Newest first; p_before_* is the last row of the page before. Searched for in addresses and names, or by the whole id.
create function public.admin_list_accounts(
  p_search text, p_before_created_at timestamptz, p_before_id uuid, p_limit integer
)
returns table (
  id uuid, email text, name text, role text, tier text, suspended_at timestamptz, created_at timestamptz,
  last_sign_in_at timestamptz, projects bigint, runs bigint, stored_bytes bigint
)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform public.require_admin();
  return query
    select o.* from (
      select p.id, p.created_at from public.profiles p join auth.users u on u.id = p.id
      where (p_search is null or strpos(lower(u.email::text || ' ' || p.name), lower(p_search)) > 0
          or p.id::text = lower(p_search))
        and (p_before_id is null or (p.created_at, p.id) < (p_before_created_at, p_before_id))
      order by p.created_at desc, p.id desc limit least(p_limit, 1000)
    ) page cross join lateral public.overview_of(page.id) o
    order by page.created_at desc, page.id desc;
end
$$;

create function public.admin_read_account(p_id uuid)
returns table (
  id uuid, email text, name text, role text, tier text, suspended_at timestamptz, created_at timestamptz,
  last_sign_in_at timestamptz, projects bigint, runs bigint, stored_bytes bigint
)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform public.require_admin();
  return query select * from public.overview_of(p_id);
end
$$;

-- A null leaves a value as it is.
create function public.admin_set_account(p_id uuid, p_role text, p_tier text) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  actor uuid := public.require_admin();
begin
  perform public.hold_other_account(actor, p_id);
  perform public.change_user(actor, p_id, p_role, p_tier);
  return true;
end
$$;

create function public.admin_suspend_account(p_id uuid, p_reason text) returns boolean
language sql security definer set search_path = '' as $$
  select public.suspend_account(public.require_admin(), p_id, p_reason)
$$;

create function public.admin_unsuspend_account(p_id uuid) returns boolean
language sql security definer set search_path = '' as $$
  select public.unsuspend_account(public.require_admin(), p_id)
$$;

-- ---------------------------------------------------------------------------------------------------- usage

-- What calls and runs of an account took from p_from up to p_until, most of it first, a thousand rows at most.
create function public.usage_of(p_owner uuid, p_by text, p_from timestamptz, p_until timestamptz)
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
  where u.owner_id = p_owner and u.created_at >= p_from and u.created_at < p_until
  group by 1 order by 5 desc, 2 desc, 1 limit 1000
$$;

-- As before.
create or replace function public.read_usage(p_by text, p_from timestamptz, p_until timestamptz)
returns table (key text, calls bigint, prompt_tokens bigint, completion_tokens bigint, cost_usd double precision)
language sql stable security definer set search_path = '' as $$
  select * from public.usage_of(auth.uid(), p_by, p_from, p_until)
$$;

create function public.admin_read_usage(p_id uuid, p_by text, p_from timestamptz, p_until timestamptz)
returns table (key text, calls bigint, prompt_tokens bigint, completion_tokens bigint, cost_usd double precision)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform public.require_admin();
  if not exists (select from public.profiles where id = p_id) then perform public.raise_code(404, 'not_found'); end if;
  return query select * from public.usage_of(p_id, p_by, p_from, p_until);
end
$$;

-- ---------------------------------------------------------------------------------------------------- runs

-- Those that have not ended, newest first; p_before_* is the last row of the page before. What they are about is their owners'.
create function public.admin_list_runs(p_before_created_at timestamptz, p_before_id uuid, p_limit integer)
returns table (
  id uuid, project_id uuid, owner_id uuid, email text, kind text, model text, status text, created_at timestamptz,
  started_at timestamptz, cancel_requested_at timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform public.require_admin();
  return query
    select r.id, r.project_id, r.owner_id, coalesce(u.email::text, ''), r.kind, r.model, r.status, r.created_at,
      r.started_at, r.cancel_requested_at
    from public.runs r join auth.users u on u.id = r.owner_id
    where r.status in ('queued', 'running', 'waiting', 'awaiting_input')
      and (p_before_id is null or (r.created_at, r.id) < (p_before_created_at, p_before_id))
    order by r.created_at desc, r.id desc limit least(p_limit, 1000);
end
$$;

-- As its owner would.
create function public.admin_cancel_run(p_run uuid) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  actor uuid := public.require_admin();
  target public.runs;
begin
  select * into target from public.runs where id = p_run;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if target.finished_at is not null then return target; end if;
  target := public.stop_run(p_run);
  perform public.note_act(actor, 'run.cancel', target.owner_id, jsonb_build_object('run_id', p_run));
  return target;
end
$$;

-- ---------------------------------------------------------------------------------------------------- the audit log

-- Newest first, of one account when p_target is given; p_before is the last row of the page before.
create function public.admin_list_audit(p_target uuid, p_before bigint, p_limit integer) returns setof public.audit_log
language plpgsql stable security definer set search_path = '' as $$
begin
  perform public.require_admin();
  return query
    select * from public.audit_log
    where (p_target is null or target_id = p_target) and (p_before is null or id < p_before)
    order by id desc limit least(p_limit, 1000);
end
$$;

revoke execute on function public.account_is_suspended(),
  public.admin_list_accounts(text, timestamptz, uuid, integer),
  public.admin_read_account(uuid),
  public.admin_set_account(uuid, text, text),
  public.admin_suspend_account(uuid, text),
  public.admin_unsuspend_account(uuid),
  public.admin_read_usage(uuid, text, timestamptz, timestamptz),
  public.admin_list_runs(timestamptz, uuid, integer),
  public.admin_cancel_run(uuid),
  public.admin_list_audit(uuid, bigint, integer),
  public.is_suspended(uuid),
  public.ban_account(uuid, timestamptz),
  public.end_sessions(uuid),
  public.require_admin(),
  public.hold_other_account(uuid, uuid),
  public.suspend_account(uuid, uuid, text),
  public.unsuspend_account(uuid, uuid),
  public.find_user(text),
  public.overview_of(uuid),
  public.usage_of(uuid, text, timestamptz, timestamptz)
  from public, anon, authenticated;
grant execute on function public.account_is_suspended(),
  public.admin_list_accounts(text, timestamptz, uuid, integer),
  public.admin_read_account(uuid),
  public.admin_set_account(uuid, text, text),
  public.admin_suspend_account(uuid, text),
  public.admin_unsuspend_account(uuid),
  public.admin_read_usage(uuid, text, timestamptz, timestamptz),
  public.admin_list_runs(timestamptz, uuid, integer),
  public.admin_cancel_run(uuid),
  public.admin_list_audit(uuid, bigint, integer)
  to authenticated;
grant execute on function public.account_is_suspended(),
  public.admin_list_accounts(text, timestamptz, uuid, integer),
  public.admin_read_account(uuid),
  public.admin_set_account(uuid, text, text),
  public.admin_suspend_account(uuid, text),
  public.admin_unsuspend_account(uuid),
  public.admin_read_usage(uuid, text, timestamptz, timestamptz),
  public.admin_list_runs(timestamptz, uuid, integer),
  public.admin_cancel_run(uuid),
  public.admin_list_audit(uuid, bigint, integer),
  public.is_suspended(uuid),
  public.ban_account(uuid, timestamptz),
  public.end_sessions(uuid),
  public.require_admin(),
  public.hold_other_account(uuid, uuid),
  public.suspend_account(uuid, uuid, text),
  public.unsuspend_account(uuid, uuid),
  public.find_user(text),
  public.overview_of(uuid),
  public.usage_of(uuid, text, timestamptz, timestamptz)
  to service_role;

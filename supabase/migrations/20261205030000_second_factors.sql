-- Second factors. Auth keeps them in auth.mfa_factors, and says in each access token how its session was opened: the claim `aal` is
-- `aal2` once a code was shown. An account with a factor that was verified is reached by such a token alone, whoever sends it.
--
-- Auth's own table is asked, and no copy of it: a factor counts from the moment in which Auth has verified it, also when that was
-- asked of Auth past the API, and nobody but Auth can take it back. An Auth that has no such table has no second factors.

-- Whether the account has one. Where this may not read the table, list_factors() says so, so that the API enrolls none.
create function public.has_factor(p_user uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  kept oid := to_regclass('auth.mfa_factors');
begin
  if kept is null or not has_table_privilege(kept, 'select') then return false; end if;
  return exists (select from auth.mfa_factors f where f.user_id = p_user and f.status::text = 'verified');
end
$$;

-- The caller: auth.uid(), unless a second factor is still to be shown. All policies and functions for users ask this.
create function public.caller_id() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  caller uuid := auth.uid();
begin
  if caller is not null
    and coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'aal', '') <> 'aal2'
    and public.has_factor(caller)
  then perform public.raise_code(403, 'mfa_required'); end if;
  return caller;
end
$$;

-- Everything that is there asks it from now on, save what may be known before the second factor: that the account is there, whether
-- it is suspended, its limits, and its factors. A test holds whatever comes later to the same.
do $$
declare
  asking record;
begin
  for asking in
    select oid, pg_get_functiondef(oid) as definition from pg_proc
    where pronamespace = 'public'::regnamespace and prosrc like '%auth.uid()%'
      and proname not in ('caller_id', 'account_exists', 'account_is_suspended', 'account_limits')
  loop
    execute replace(asking.definition, 'auth.uid()', 'public.caller_id()');
  end loop;
  for asking in
    select tablename, policyname, qual, with_check from pg_policies
    where schemaname = 'public' and coalesce(qual, '') || coalesce(with_check, '') like '%auth.uid()%'
  loop
    execute format('alter policy %I on public.%I', asking.policyname, asking.tablename)
      || coalesce(' using (' || replace(asking.qual, 'auth.uid()', 'public.caller_id()') || ')', '')
      || coalesce(' with check (' || replace(asking.with_check, 'auth.uid()', 'public.caller_id()') || ')', '');
  end loop;
end
$$;

-- As before, and whether the account has a second factor.
drop function public.account_limits();
create function public.account_limits()
returns table (
  max_requests_per_minute integer, max_concurrent_calls integer, monthly_ai_usd double precision, has_factor boolean
)
language sql stable security definer set search_path = '' as $$
  select l.max_requests_per_minute, l.max_concurrent_calls, l.monthly_ai_usd, public.has_factor(auth.uid())
  from public.limits_of(auth.uid()) l where public.account_exists() and not public.session_is_over()
    and not public.is_suspended(auth.uid())
$$;

-- The caller's, the oldest first, without their secrets. By what there is a code to be asked for, so before it was shown, too.
create function public.list_factors()
returns table (id uuid, name text, type text, status text, created_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare
  kept oid := to_regclass('auth.mfa_factors');
begin
  if kept is null or not has_table_privilege(kept, 'select') then perform public.raise_code(501, 'not_configured'); end if;
  return query
    select f.id, coalesce(f.friendly_name, ''), f.factor_type::text, f.status::text, f.created_at
    from auth.mfa_factors f where f.user_id = auth.uid() and not public.session_is_over() order by f.created_at, f.id;
end
$$;

-- Takes all factors of an account that has lost them, so that its password alone lets it in. Returns how many there were.
create function public.admin_remove_factors(p_id uuid) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  actor uuid := public.require_admin();
  removed integer;
begin
  if to_regclass('auth.mfa_factors') is null then perform public.raise_code(501, 'not_configured'); end if;
  perform public.hold_other_account(actor, p_id);
  delete from auth.mfa_factors where user_id = p_id;
  get diagnostics removed = row_count;
  if removed > 0 then
    perform public.note_act(actor, 'account.remove_factors', p_id, jsonb_build_object('factors', removed));
  end if;
  return removed;
exception when insufficient_privilege then
  perform public.raise_code(501, 'not_configured');
end
$$;

revoke execute on function public.has_factor(uuid), public.caller_id(), public.account_limits(), public.list_factors(),
  public.admin_remove_factors(uuid) from public, anon, authenticated;
grant execute on function public.caller_id(), public.account_limits(), public.list_factors(), public.admin_remove_factors(uuid)
  to authenticated;
grant execute on function public.has_factor(uuid), public.caller_id(), public.account_limits(), public.list_factors(),
  public.admin_remove_factors(uuid) to service_role;

-- An access token outlives the logout of its session. Auth keeps the sessions that there are, so that the API can tell.

-- Whether the session of the caller's token has ended. A token that is made for a key has none, and an Auth that keeps no
-- sessions where this may read them tells of no end.
create function public.session_is_over() returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  session text := nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'session_id';
  is_there boolean;
begin
  if session is null or to_regclass('auth.sessions') is null then return false; end if;
  execute 'select exists (select from auth.sessions where id::text = $1)' into is_there using session;
  return not is_there;
exception when insufficient_privilege or undefined_column then return false;
end
$$;

-- As before; there is none for a session that has ended either.
create or replace function public.account_limits()
returns table (max_requests_per_minute integer, max_concurrent_calls integer, monthly_ai_usd double precision)
language sql stable security definer set search_path = '' as $$
  select l.max_requests_per_minute, l.max_concurrent_calls, l.monthly_ai_usd
  from public.limits_of(auth.uid()) l where public.account_exists() and not public.session_is_over()
$$;

revoke execute on function public.session_is_over() from public, anon, authenticated;
grant execute on function public.session_is_over() to service_role;

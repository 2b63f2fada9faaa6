-- Undoes the migration of this name.
create or replace function public.account_limits()
returns table (max_requests_per_minute integer, max_concurrent_calls integer, monthly_ai_usd double precision)
language sql stable security definer set search_path = '' as $$
  select l.max_requests_per_minute, l.max_concurrent_calls, l.monthly_ai_usd
  from public.limits_of(auth.uid()) l where public.account_exists()
$$;
drop function public.session_is_over();

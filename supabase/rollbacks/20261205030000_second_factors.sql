-- Undoes the migration of this name. Factors stay at Auth, and nothing asks for them any more.
do $$
declare
  asking record;
begin
  for asking in
    select oid, pg_get_functiondef(oid) as definition from pg_proc
    where pronamespace = 'public'::regnamespace and prosrc like '%public.caller_id()%'
  loop
    execute replace(asking.definition, 'public.caller_id()', 'auth.uid()');
  end loop;
  for asking in
    select tablename, policyname, qual, with_check from pg_policies
    where schemaname = 'public' and coalesce(qual, '') || coalesce(with_check, '') like '%caller_id()%'
  loop
    execute format('alter policy %I on public.%I', asking.policyname, asking.tablename)
      || coalesce(' using (' || regexp_replace(asking.qual, '(public\.)?caller_id\(\)', 'auth.uid()', 'g') || ')', '')
      || coalesce(' with check (' || regexp_replace(asking.with_check, '(public\.)?caller_id\(\)', 'auth.uid()', 'g') || ')', '');
  end loop;
end
$$;
drop function public.admin_remove_factors(uuid), public.list_factors(), public.account_limits(), public.caller_id(),
  public.has_factor(uuid);
create function public.account_limits()
returns table (max_requests_per_minute integer, max_concurrent_calls integer, monthly_ai_usd double precision)
language sql stable security definer set search_path = '' as $$
  select l.max_requests_per_minute, l.max_concurrent_calls, l.monthly_ai_usd
  from public.limits_of(auth.uid()) l where public.account_exists() and not public.session_is_over()
    and not public.is_suspended(auth.uid())
$$;
revoke execute on function public.account_limits() from public, anon, authenticated;
grant execute on function public.account_limits() to authenticated;
grant execute on function public.account_limits() to service_role;

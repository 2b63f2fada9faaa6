-- Admins see and set what tiers may have.

create function public.admin_list_tiers() returns setof public.tier_limits
language plpgsql stable security definer set search_path = '' as $$
begin
  perform public.require_admin();
  return query select * from public.tier_limits order by tier;
end
$$;

-- p_limits has the columns of that name; those that it does not name stay as they are, and a null is what goes where nothing is
-- said.
create function public.admin_set_tier(p_tier text, p_limits jsonb) returns public.tier_limits
language plpgsql security definer set search_path = '' as $$
declare
  actor uuid := public.require_admin();
  result public.tier_limits;
begin
  insert into public.tier_limits (tier) values (p_tier) on conflict (tier) do nothing;
  select * into result from public.tier_limits where tier = p_tier for update;
  result := jsonb_populate_record(result, p_limits - 'tier');
  update public.tier_limits set max_projects = result.max_projects, max_active_runs = result.max_active_runs,
    max_monthly_runs = result.max_monthly_runs, max_versions = result.max_versions,
    max_project_bytes = result.max_project_bytes, max_account_bytes = result.max_account_bytes,
    max_run_cost_usd = result.max_run_cost_usd, max_run_tokens = result.max_run_tokens,
    max_run_repairs = result.max_run_repairs, max_run_seconds = result.max_run_seconds, max_keys = result.max_keys,
    max_requests_per_minute = result.max_requests_per_minute, max_concurrent_calls = result.max_concurrent_calls,
    monthly_ai_usd = result.monthly_ai_usd
  where tier = p_tier returning * into result;
  perform public.note_act(actor, 'tier.set', null, jsonb_build_object('tier', p_tier, 'to', p_limits - 'tier'));
  return result;
end
$$;

revoke execute on function public.admin_list_tiers(), public.admin_set_tier(text, jsonb) from public, anon, authenticated;
grant execute on function public.admin_list_tiers(), public.admin_set_tier(text, jsonb) to authenticated, service_role;

-- Undoes the migration of this name. What the operator allowed to tiers in these columns, and the sums of what was spent, are
-- lost; the ledger stays.
drop function public.read_usage(text, timestamptz, timestamptz);
drop function public.read_limits();
drop function public.account_limits();
drop trigger release_run_budget on public.runs;
drop function public.release_run_budget();
drop trigger reserve_run_budget on public.runs;
drop function public.reserve_run_budget();
drop function public.release_budget(uuid);
drop function public.reserve_budget(uuid, uuid, uuid, numeric, integer);
drop function public.remaining_budget(uuid, uuid, numeric);
drop trigger count_spending on public.usage_ledger;
drop function public.count_spending();
drop table public.budget_reservations;
drop table public.ai_spending;
drop function public.this_month();
alter table public.tier_limits drop column max_requests_per_minute, drop column max_concurrent_calls, drop column monthly_ai_usd;

create or replace function public.limits_of(p_owner uuid) returns public.tier_limits
language plpgsql stable set search_path = '' as $$
declare
  owned text := coalesce((select tier from public.profiles where id = p_owner), 'free');
  limits public.tier_limits;
begin
  select * into limits from public.tier_limits where tier = owned;
  limits.tier := owned;
  limits.max_projects := coalesce(limits.max_projects, 1000);
  limits.max_active_runs := coalesce(limits.max_active_runs, 100);
  limits.max_versions := coalesce(limits.max_versions, 10000);
  limits.max_project_bytes := coalesce(limits.max_project_bytes, 536870912);
  limits.max_account_bytes := coalesce(limits.max_account_bytes, 5368709120);
  limits.max_keys := coalesce(limits.max_keys, 100);
  return limits;
end
$$;

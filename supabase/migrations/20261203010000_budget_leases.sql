-- A process may hold money for several calls at once, so that under load most of them ask nobody. What it does not use it
-- gives back within seconds, and the less is left of a budget, the fewer calls it is held for: in the end for one.

alter table public.budget_reservations add column calls integer not null default 1 check (calls >= 0); -- that it is held for

-- Holds p_amount for each of up to p_calls calls, and tells for how many; null is that nobody knows what one costs. More than
-- one get no more than a thirty-second of what is left, and a quarter of the calls that may still begin.
create function public.lease_budget(
  p_id uuid, p_owner uuid, p_key uuid, p_amount numeric, p_calls integer, p_seconds integer
) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  limits public.tier_limits := public.limits_of(p_owner);
  remaining numeric := public.remaining_budget(p_owner, p_key, limits.monthly_ai_usd::numeric);
  free_calls bigint := limits.max_concurrent_calls - (
    select coalesce(sum(calls), 0) from public.budget_reservations where owner_id = p_owner and not is_run
  );
  granted bigint;
begin
  select calls into granted from public.budget_reservations where id = p_id;
  if found then return granted; end if; -- asking twice is once
  if remaining is not null and p_amount is null then perform public.raise_code(409, 'price_unknown'); end if;
  if remaining < p_amount then perform public.raise_code(402, 'budget_exceeded'); end if;
  if free_calls < 1 then perform public.raise_code(429, 'too_many_calls'); end if;
  granted := greatest(least(p_calls, floor(remaining / nullif(p_amount, 0) / 32), free_calls / 4), 1);
  insert into public.budget_reservations (id, owner_id, key_id, is_run, amount_usd, calls, expires_at)
  values (p_id, p_owner, p_key, false, coalesce(p_amount, 0) * granted, granted, now() + make_interval(secs => p_seconds));
  return granted;
end
$$;

-- Gives back of what is held all but what is named: a list of {id, amount_usd, calls}. It only ever gets less, so that neither
-- the order nor doing it twice matters.
create function public.settle_budgets(p_holds jsonb) returns boolean
language sql security definer set search_path = '' as $$
  with kept as (
    select * from jsonb_to_recordset(p_holds) as h (id uuid, amount_usd numeric, calls integer)
  ), gone as (
    delete from public.budget_reservations b using kept where b.id = kept.id and kept.calls = 0
  )
  update public.budget_reservations b
  set amount_usd = least(b.amount_usd, kept.amount_usd), calls = least(b.calls, kept.calls)
  from kept where b.id = kept.id and kept.calls > 0;
  select true
$$;

revoke execute on function public.lease_budget(uuid, uuid, uuid, numeric, integer, integer), public.settle_budgets(jsonb)
  from public, anon, authenticated;
grant execute on function public.lease_budget(uuid, uuid, uuid, numeric, integer, integer), public.settle_budgets(jsonb)
  to service_role;

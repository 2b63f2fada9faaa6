-- Undoes the migration of this name.
drop trigger release_deleted_run on public.runs;
drop function public.release_deleted_run();
drop trigger release_resting_run on public.runs;
drop trigger reserve_answered_run on public.runs;
update public.budget_reservations set expires_at = now() + interval '1 day' where is_run;

create or replace function public.reserve_run_budget() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  remaining numeric := public.remaining_budget(new.owner_id, new.key_id, (public.limits_of(new.owner_id)).monthly_ai_usd::numeric);
  budget jsonb := coalesce(to_jsonb(new) -> 'budget', '{}');
  amount numeric;
begin
  if remaining is null then return new; end if;
  if remaining <= 0 then perform public.raise_code(402, 'budget_exceeded'); end if;
  amount := least(coalesce((budget ->> 'max_cost_usd')::numeric, 1), remaining);
  insert into public.budget_reservations (id, owner_id, key_id, is_run, amount_usd, expires_at)
  values (new.id, new.owner_id, new.key_id, true, amount, now() + interval '1 day');
  return jsonb_populate_record(new, jsonb_build_object('budget', budget || jsonb_build_object('max_cost_usd', amount)));
end
$$;

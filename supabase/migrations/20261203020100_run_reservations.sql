-- What a run may cost is held for as long as the run may spend it, and not for a day: until its end, but for the time in which
-- it awaits input, which may be a month. The answer holds anew what the run may still cost.

-- As before, but held without an end of its own.
create or replace function public.reserve_run_budget() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  remaining numeric := public.remaining_budget(new.owner_id, new.key_id, (public.limits_of(new.owner_id)).monthly_ai_usd::numeric);
  budget jsonb := coalesce(to_jsonb(new) -> 'budget', '{}');
  spent numeric := coalesce((to_jsonb(new) -> 'usage' ->> 'cost_usd')::numeric, 0);
  amount numeric;
begin
  if remaining is null then return new; end if;
  if remaining <= 0 then perform public.raise_code(402, 'budget_exceeded'); end if;
  amount := least(greatest(coalesce((budget ->> 'max_cost_usd')::numeric, 1 + spent) - spent, 0), remaining);
  insert into public.budget_reservations (id, owner_id, key_id, is_run, amount_usd, expires_at)
  values (new.id, new.owner_id, new.key_id, true, amount, 'infinity')
  on conflict (id) do update set amount_usd = excluded.amount_usd, expires_at = excluded.expires_at;
  return jsonb_populate_record(new, jsonb_build_object('budget', budget || jsonb_build_object('max_cost_usd', spent + amount)));
end
$$;

create trigger reserve_answered_run before update of status on public.runs
for each row when (old.status = 'awaiting_input' and new.status = 'queued') execute function public.reserve_run_budget();

create trigger release_resting_run after update of status on public.runs
for each row when (new.status = 'awaiting_input') execute function public.release_run_budget();

-- A run that goes with its project ends by that.
create function public.release_deleted_run() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.budget_reservations where id = old.id;
  return null;
end
$$;
create trigger release_deleted_run after delete on public.runs
for each row when (old.finished_at is null) execute function public.release_deleted_run();

update public.budget_reservations b set expires_at = 'infinity'
where is_run and exists (select from public.runs r where r.id = b.id and r.finished_at is null and r.status <> 'awaiting_input');
delete from public.budget_reservations where is_run and expires_at <> 'infinity';

revoke execute on function public.release_deleted_run() from public, anon, authenticated;
grant execute on function public.release_deleted_run() to service_role;

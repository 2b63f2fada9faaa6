-- Undoes the migration of this name. Keys of providers are lost.
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

drop function public.reseal_provider_keys(jsonb);
drop function public.delete_provider_key(uuid, text);
drop function public.put_provider_key(uuid, jsonb);
drop table public.provider_keys;

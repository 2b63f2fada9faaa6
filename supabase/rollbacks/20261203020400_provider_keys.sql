-- Undoes the migration of this name. Keys of providers are lost; the ledger forgets which calls were made with them.
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

create or replace function public.book_usage(p_run uuid, p_owner uuid, p_usage jsonb) returns void
language plpgsql set search_path = '' as $$
begin
  if jsonb_array_length(p_usage) = 0 then return; end if;
  insert into public.usage_ledger (id, owner_id, model, outcome, prompt_tokens, completion_tokens, estimated, run_id,
    provider, cached_tokens, reasoning_tokens, cost_usd, provider_cost_usd)
  select u.id, p_owner, u.model, u.outcome, u.prompt_tokens, u.completion_tokens, u.estimated, p_run,
    u.provider, coalesce(u.cached_tokens, 0), coalesce(u.reasoning_tokens, 0), u.cost_usd, u.provider_cost_usd
  from jsonb_to_recordset(p_usage) as u (
    id uuid, model text, outcome text, prompt_tokens integer, completion_tokens integer, estimated boolean,
    provider text, cached_tokens integer, reasoning_tokens integer, cost_usd numeric, provider_cost_usd numeric
  )
  on conflict (id) do update set outcome = excluded.outcome, prompt_tokens = excluded.prompt_tokens,
    completion_tokens = excluded.completion_tokens, estimated = excluded.estimated, provider = excluded.provider,
    cached_tokens = excluded.cached_tokens, reasoning_tokens = excluded.reasoning_tokens,
    cost_usd = excluded.cost_usd, provider_cost_usd = excluded.provider_cost_usd;
  update public.runs set usage = (
    select jsonb_build_object('prompt_tokens', sum(prompt_tokens), 'completion_tokens', sum(completion_tokens),
      'cost_usd', coalesce(sum(cost_usd), 0))
    from public.usage_ledger where run_id = p_run
  ) where id = p_run;
end
$$;

alter table public.usage_ledger drop column own_key;
drop function public.reseal_provider_keys(jsonb);
drop function public.delete_provider_key(uuid, text);
drop function public.put_provider_key(uuid, jsonb);
drop table public.provider_keys;

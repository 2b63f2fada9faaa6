-- What calls leave behind, in one go: their rows, and what is still held of budgets for them. A row of an id that is there takes
-- its place. p_calls: rows of the ledger, of which created_at, run_id and key_id may be left out; p_holds: as in settle_budgets.
create function public.record_calls(p_calls jsonb, p_holds jsonb) returns boolean
language plpgsql set search_path = '' as $$
begin
  insert into public.usage_ledger (id, owner_id, model, outcome, prompt_tokens, completion_tokens, estimated, created_at, run_id,
    key_id, provider, cached_tokens, reasoning_tokens, cost_usd, provider_cost_usd, epoch, attempts, passed_over, duration_ms,
    own_key)
  select c.id, c.owner_id, c.model, c.outcome, c.prompt_tokens, c.completion_tokens, c.estimated, coalesce(c.created_at, now()),
    c.run_id, c.key_id, c.provider, coalesce(c.cached_tokens, 0), coalesce(c.reasoning_tokens, 0), c.cost_usd,
    c.provider_cost_usd, c.epoch, c.attempts, c.passed_over, c.duration_ms, coalesce(c.own_key, false)
  from jsonb_to_recordset(p_calls) as c (
    id uuid, owner_id uuid, model text, outcome text, prompt_tokens integer, completion_tokens integer, estimated boolean,
    created_at timestamptz, run_id uuid, key_id uuid, provider text, cached_tokens integer, reasoning_tokens integer,
    cost_usd numeric, provider_cost_usd numeric, epoch integer, attempts integer, passed_over jsonb, duration_ms integer,
    own_key boolean
  )
  on conflict (id) do update set outcome = excluded.outcome, prompt_tokens = excluded.prompt_tokens,
    completion_tokens = excluded.completion_tokens, estimated = excluded.estimated, provider = excluded.provider,
    cached_tokens = excluded.cached_tokens, reasoning_tokens = excluded.reasoning_tokens,
    cost_usd = excluded.cost_usd, provider_cost_usd = excluded.provider_cost_usd, attempts = excluded.attempts,
    passed_over = excluded.passed_over, duration_ms = excluded.duration_ms;
  if jsonb_array_length(p_holds) > 0 then perform public.settle_budgets(p_holds); end if;
  return true;
end
$$;
revoke execute on function public.record_calls(jsonb, jsonb) from public, anon, authenticated;
grant execute on function public.record_calls(jsonb, jsonb) to service_role;

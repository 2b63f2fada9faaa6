-- Whether a call was made with a key of the account's own: then it costs the account nothing, and stands in the ledger all the same.
alter table public.usage_ledger add column own_key boolean not null default false;

-- As before, with that.
create or replace function public.book_usage(p_run uuid, p_owner uuid, p_usage jsonb) returns void
language plpgsql set search_path = '' as $$
begin
  if jsonb_array_length(p_usage) = 0 then return; end if;
  insert into public.usage_ledger (id, owner_id, model, outcome, prompt_tokens, completion_tokens, estimated, run_id,
    provider, cached_tokens, reasoning_tokens, cost_usd, provider_cost_usd, epoch, attempts, passed_over, duration_ms,
    own_key)
  select u.id, p_owner, u.model, u.outcome, u.prompt_tokens, u.completion_tokens, u.estimated, p_run,
    u.provider, coalesce(u.cached_tokens, 0), coalesce(u.reasoning_tokens, 0), u.cost_usd, u.provider_cost_usd,
    u.epoch, u.attempts, u.passed_over, u.duration_ms, coalesce(u.own_key, false)
  from jsonb_to_recordset(p_usage) as u (
    id uuid, model text, outcome text, prompt_tokens integer, completion_tokens integer, estimated boolean,
    provider text, cached_tokens integer, reasoning_tokens integer, cost_usd numeric, provider_cost_usd numeric,
    epoch integer, attempts integer, passed_over jsonb, duration_ms integer, own_key boolean
  )
  on conflict (id) do update set outcome = excluded.outcome, prompt_tokens = excluded.prompt_tokens,
    completion_tokens = excluded.completion_tokens, estimated = excluded.estimated, provider = excluded.provider,
    cached_tokens = excluded.cached_tokens, reasoning_tokens = excluded.reasoning_tokens,
    cost_usd = excluded.cost_usd, provider_cost_usd = excluded.provider_cost_usd, attempts = excluded.attempts,
    passed_over = excluded.passed_over, duration_ms = excluded.duration_ms;
  update public.runs set usage = (
    select jsonb_build_object('prompt_tokens', sum(prompt_tokens), 'completion_tokens', sum(completion_tokens),
      'cost_usd', coalesce(sum(cost_usd), 0))
    from public.usage_ledger where run_id = p_run
  ) where id = p_run;
end
$$;

-- How each answer was come by stands in the ledger, so that the story of a run can be told from the database alone.
alter table public.usage_ledger
  add column epoch integer, -- of the driver that made it, for a call of a run
  add column attempts integer, -- HTTP requests to its provider
  add column passed_over jsonb, -- [{"model", "code", "attempts"}]: were asked before it, and failed before they began
  add column duration_ms integer; -- from when the model was asked

-- As before, with these.
create or replace function public.book_usage(p_run uuid, p_owner uuid, p_usage jsonb) returns void
language plpgsql set search_path = '' as $$
begin
  if jsonb_array_length(p_usage) = 0 then return; end if;
  insert into public.usage_ledger (id, owner_id, model, outcome, prompt_tokens, completion_tokens, estimated, run_id,
    provider, cached_tokens, reasoning_tokens, cost_usd, provider_cost_usd, epoch, attempts, passed_over, duration_ms)
  select u.id, p_owner, u.model, u.outcome, u.prompt_tokens, u.completion_tokens, u.estimated, p_run,
    u.provider, coalesce(u.cached_tokens, 0), coalesce(u.reasoning_tokens, 0), u.cost_usd, u.provider_cost_usd,
    u.epoch, u.attempts, u.passed_over, u.duration_ms
  from jsonb_to_recordset(p_usage) as u (
    id uuid, model text, outcome text, prompt_tokens integer, completion_tokens integer, estimated boolean,
    provider text, cached_tokens integer, reasoning_tokens integer, cost_usd numeric, provider_cost_usd numeric,
    epoch integer, attempts integer, passed_over jsonb, duration_ms integer
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

-- What calls to each model took since, those of runs included; a call that took nothing has no row to be counted.
create function public.report_calls(p_since timestamptz)
returns table (model text, calls bigint, prompt_tokens bigint, completion_tokens bigint, cost_usd numeric)
language sql stable security definer set search_path = '' as $$
  select u.model, count(*), sum(u.prompt_tokens)::bigint, sum(u.completion_tokens)::bigint, coalesce(sum(u.cost_usd), 0)
  from public.usage_ledger u where u.created_at >= p_since group by u.model order by u.model
$$;
revoke execute on function public.report_calls(timestamptz) from public, anon, authenticated;
grant execute on function public.report_calls(timestamptz) to service_role;

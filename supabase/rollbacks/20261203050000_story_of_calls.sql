-- Undoes the migration of this name. How calls were answered is no longer known; what they took stays.
drop function public.report_calls(timestamptz);

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

alter table public.usage_ledger drop column epoch, drop column attempts, drop column passed_over, drop column duration_ms;

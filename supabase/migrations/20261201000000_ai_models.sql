-- What operators say of models: `samokoder models set`. Of what a row leaves null, what is known goes (src/gateway/model-facts.ts).

create table public.ai_models (
  model text primary key check (char_length(model) between 1 and 200), -- as callers name it
  window_tokens integer check (window_tokens > 0), -- most of a prompt and its answer together
  output_tokens integer check (output_tokens >= 0), -- longest answer
  input_usd numeric check (input_usd >= 0), -- for a million tokens, as are the next
  cached_input_usd numeric check (cached_input_usd >= 0),
  output_usd numeric check (output_usd >= 0),
  reasoning_usd numeric check (reasoning_usd >= 0),
  vision boolean,
  output_limit text check (output_limit in ('max_tokens', 'max_completion_tokens')),
  rejects text[], -- parameters that it refuses
  updated_at timestamptz not null default now(),
  check ((input_usd is null) = (output_usd is null))
);
alter table public.ai_models enable row level security;
revoke all on public.ai_models from anon, authenticated;
grant all on public.ai_models to service_role;

-- ---------------------------------------------------------------------------------------------------- the ledger

-- What a call cost when it was made, and what its provider told of it besides.
alter table public.usage_ledger
  add column provider text,
  add column cached_tokens integer not null default 0 check (cached_tokens >= 0), -- of prompt_tokens
  add column reasoning_tokens integer not null default 0 check (reasoning_tokens >= 0), -- of completion_tokens
  add column cost_usd numeric check (cost_usd >= 0), -- null: nobody has said what the model costs
  add column provider_cost_usd numeric check (provider_cost_usd >= 0); -- as the provider told it

-- As before, with what the columns above hold.
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
    select jsonb_build_object('prompt_tokens', sum(prompt_tokens), 'completion_tokens', sum(completion_tokens))
    from public.usage_ledger where run_id = p_run
  ) where id = p_run;
end
$$;

-- Undoes the migration of this name. What operators said of models is lost, and what calls cost.

create or replace function public.book_usage(p_run uuid, p_owner uuid, p_usage jsonb) returns void
language plpgsql set search_path = '' as $$
begin
  if jsonb_array_length(p_usage) = 0 then return; end if;
  insert into public.usage_ledger (id, owner_id, model, outcome, prompt_tokens, completion_tokens, estimated, run_id)
  select u.id, p_owner, u.model, u.outcome, u.prompt_tokens, u.completion_tokens, u.estimated, p_run
  from jsonb_to_recordset(p_usage) as u (
    id uuid, model text, outcome text, prompt_tokens integer, completion_tokens integer, estimated boolean
  )
  on conflict (id) do update set outcome = excluded.outcome, prompt_tokens = excluded.prompt_tokens,
    completion_tokens = excluded.completion_tokens, estimated = excluded.estimated;
  update public.runs set usage = (
    select jsonb_build_object('prompt_tokens', sum(prompt_tokens), 'completion_tokens', sum(completion_tokens))
    from public.usage_ledger where run_id = p_run
  ) where id = p_run;
end
$$;

alter table public.usage_ledger
  drop column provider_cost_usd,
  drop column cost_usd,
  drop column reasoning_tokens,
  drop column cached_tokens,
  drop column provider;
drop table public.ai_models;

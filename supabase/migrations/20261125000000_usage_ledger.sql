-- What callers have asked of models directly. What runs took stands with the runs.

create table public.usage_ledger (
  id uuid primary key, -- of the call: recording it again changes nothing
  owner_id uuid not null references auth.users (id) on delete cascade,
  model text not null,
  outcome text not null, -- whole, broken_off by the caller, or the code of the provider's failure
  prompt_tokens integer not null check (prompt_tokens >= 0),
  completion_tokens integer not null check (completion_tokens >= 0),
  estimated boolean not null, -- the provider never told: counted from the text
  created_at timestamptz not null default now()
);
create index usage_ledger_by_owner on public.usage_ledger (owner_id, created_at desc);
create index usage_ledger_by_time on public.usage_ledger (created_at);

alter table public.usage_ledger enable row level security;
create policy read_own on public.usage_ledger for select to authenticated using (owner_id = (select auth.uid()));
revoke all on public.usage_ledger from anon, authenticated;
grant select on public.usage_ledger to authenticated;
grant all on public.usage_ledger to service_role;

-- Runs that were made and calls that ended since, with the tokens that they took.
drop function public.report_usage(timestamptz, text);
create function public.report_usage(p_since timestamptz, p_by text)
returns table (
  key text, runs bigint, succeeded bigint, failed bigint, calls bigint, prompt_tokens bigint, completion_tokens bigint
)
language sql stable security definer set search_path = '' as $$
  with used as (
    select owner_id, model, created_at, status,
      (usage ->> 'prompt_tokens')::bigint as prompt_tokens, (usage ->> 'completion_tokens')::bigint as completion_tokens
    from public.runs
    where created_at >= p_since
    union all
    select owner_id, model, created_at, null, prompt_tokens, completion_tokens
    from public.usage_ledger
    where created_at >= p_since
  )
  select
    case p_by
      when 'user' then coalesce(u.email::text, used.owner_id::text)
      when 'day' then to_char(used.created_at at time zone 'utc', 'YYYY-MM-DD')
      else used.model
    end,
    count(used.status),
    count(*) filter (where used.status in ('succeeded', 'partial')),
    count(*) filter (where used.status = 'failed'),
    count(*) filter (where used.status is null),
    coalesce(sum(used.prompt_tokens), 0)::bigint,
    coalesce(sum(used.completion_tokens), 0)::bigint
  from used
  left join auth.users u on u.id = used.owner_id
  group by 1
  order by 1
$$;
revoke execute on function public.report_usage(timestamptz, text) from public, anon, authenticated;
grant execute on function public.report_usage(timestamptz, text) to service_role;

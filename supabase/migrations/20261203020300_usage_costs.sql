-- What operators see of usage has the cost that the ledger keeps, at the prices of the moment of each call.

drop function public.report_usage(timestamptz, text);

-- As before, with the cost; null where no call had a price.
create function public.report_usage(p_since timestamptz, p_by text)
returns table (
  key text, runs bigint, succeeded bigint, failed bigint, calls bigint, prompt_tokens bigint, completion_tokens bigint,
  cost_usd double precision
)
language sql stable security definer set search_path = '' as $$
  with used as (
    select owner_id, model, created_at, status, null::uuid as call_id, 0 as prompt_tokens, 0 as completion_tokens,
      null::numeric as cost_usd
    from public.runs
    where created_at >= p_since
    union all
    select owner_id, model, created_at, null, case when run_id is null then id end, prompt_tokens, completion_tokens, cost_usd
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
    count(used.call_id),
    coalesce(sum(used.prompt_tokens), 0)::bigint,
    coalesce(sum(used.completion_tokens), 0)::bigint,
    sum(used.cost_usd)::double precision
  from used
  left join auth.users u on u.id = used.owner_id
  group by 1
  order by 1
$$;

revoke execute on function public.report_usage(timestamptz, text) from public, anon, authenticated;
grant execute on function public.report_usage(timestamptz, text) to service_role;

-- Undoes the migration of this name. What callers have asked of models directly is no longer known.
drop function public.report_usage(timestamptz, text);
drop table public.usage_ledger;

-- Runs that were made since, with the tokens that they took.
create function public.report_usage(p_since timestamptz, p_by text)
returns table (key text, runs bigint, succeeded bigint, failed bigint, prompt_tokens bigint, completion_tokens bigint)
language sql stable security definer set search_path = '' as $$
  select
    case p_by
      when 'user' then coalesce(u.email::text, r.owner_id::text)
      when 'day' then to_char(r.created_at at time zone 'utc', 'YYYY-MM-DD')
      else r.model
    end,
    count(*),
    count(*) filter (where r.status in ('succeeded', 'partial')),
    count(*) filter (where r.status = 'failed'),
    coalesce(sum((r.usage ->> 'prompt_tokens')::bigint), 0)::bigint,
    coalesce(sum((r.usage ->> 'completion_tokens')::bigint), 0)::bigint
  from public.runs r
  left join auth.users u on u.id = r.owner_id
  where r.created_at >= p_since
  group by 1
  order by 1
$$;
revoke execute on function public.report_usage(timestamptz, text) from public, anon, authenticated;
grant execute on function public.report_usage(timestamptz, text) to service_role;

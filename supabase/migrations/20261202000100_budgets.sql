-- Budgets: what an account, or a key of it, may spend on models in a month of UTC. The most that a call or a run can cost is
-- reserved before it, and what it did cost is counted when the ledger learns of it. All of that is kept here, as a counter
-- that can be lost would let pass what it has forgotten.

alter table public.tier_limits
  add column max_requests_per_minute integer check (max_requests_per_minute > 0), -- null: RATE_LIMIT_PER_ACCOUNT alone
  add column max_concurrent_calls integer check (max_concurrent_calls >= 0), -- to models, directly
  -- Not numeric, which some data APIs give as text.
  add column monthly_ai_usd double precision check (monthly_ai_usd >= 0 and monthly_ai_usd <= 1000000);

-- What a tier may have. A limit that is null, or without a row, has the value that is given here. Who has not confirmed an
-- address has the tier `unverified`, where the operator has made one.
create or replace function public.limits_of(p_owner uuid) returns public.tier_limits
language plpgsql stable set search_path = '' as $$
declare
  owned text := coalesce((select tier from public.profiles where id = p_owner), 'free');
  limits public.tier_limits;
begin
  select * into limits from public.tier_limits where tier = 'unverified'
    -- Not every Auth has that column.
    and exists (select from auth.users u where u.id = p_owner and to_jsonb(u) ? 'email_confirmed_at'
      and to_jsonb(u) ->> 'email_confirmed_at' is null);
  if not found then
    select * into limits from public.tier_limits where tier = owned;
    limits.tier := owned;
  end if;
  limits.max_projects := coalesce(limits.max_projects, 1000);
  limits.max_active_runs := coalesce(limits.max_active_runs, 100);
  limits.max_versions := coalesce(limits.max_versions, 10000);
  limits.max_project_bytes := coalesce(limits.max_project_bytes, 536870912);
  limits.max_account_bytes := coalesce(limits.max_account_bytes, 5368709120);
  limits.max_keys := coalesce(limits.max_keys, 100);
  return limits;
end
$$;

-- ---------------------------------------------------------------------------------------------------- what is spent

create function public.this_month() returns date
language sql stable set search_path = '' as $$ select date_trunc('month', now() at time zone 'utc')::date $$;

-- A row for all of an account, whose key_id is all zeros, and one for each key that it spent with.
create table public.ai_spending (
  owner_id uuid not null references auth.users (id) on delete cascade,
  month date not null, -- its first day
  key_id uuid not null default '00000000-0000-0000-0000-000000000000',
  spent_usd numeric not null default 0,
  primary key (owner_id, month, key_id)
);
create table public.budget_reservations (
  id uuid primary key, -- of the call or the run
  owner_id uuid not null references auth.users (id) on delete cascade,
  key_id uuid,
  is_run boolean not null,
  amount_usd numeric not null check (amount_usd >= 0), -- what it may still cost
  expires_at timestamptz not null -- what is held for a process that died comes back then
);
create index budget_reservations_by_owner on public.budget_reservations (owner_id);

alter table public.ai_spending enable row level security;
alter table public.budget_reservations enable row level security;
create policy read_own on public.ai_spending for select to authenticated using (owner_id = (select auth.uid()));
create policy read_own on public.budget_reservations for select to authenticated using (owner_id = (select auth.uid()));
revoke all on public.ai_spending, public.budget_reservations from anon, authenticated;
grant select on public.ai_spending, public.budget_reservations to authenticated;
grant all on public.ai_spending, public.budget_reservations to service_role;

insert into public.ai_spending (owner_id, month, spent_usd)
select owner_id, public.this_month(), sum(coalesce(cost_usd, 0)) from public.usage_ledger
where created_at >= public.this_month()::timestamp at time zone 'utc' group by owner_id;

-- Counts what a call has cost, once, however often its row is written; of a run, the reservation gets smaller by it.
create function public.count_spending() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  added numeric := coalesce(new.cost_usd, 0);
  month_of_call date := date_trunc('month', new.created_at at time zone 'utc')::date;
begin
  if tg_op = 'UPDATE' then added := added - coalesce(old.cost_usd, 0); end if;
  if added = 0 then return null; end if;
  insert into public.ai_spending as s (owner_id, month, spent_usd) values (new.owner_id, month_of_call, greatest(added, 0))
  on conflict (owner_id, month, key_id) do update set spent_usd = s.spent_usd + added;
  if new.key_id is not null then
    insert into public.ai_spending as s (owner_id, month, key_id, spent_usd)
    values (new.owner_id, month_of_call, new.key_id, greatest(added, 0))
    on conflict (owner_id, month, key_id) do update set spent_usd = s.spent_usd + added;
  end if;
  if new.run_id is not null then
    update public.budget_reservations set amount_usd = greatest(amount_usd - added, 0) where id = new.run_id;
  end if;
  return null;
end
$$;
create trigger count_spending after insert or update of cost_usd on public.usage_ledger
for each row execute function public.count_spending();

-- ---------------------------------------------------------------------------------------------------- budgets

-- What is left of the budgets of an account and of a key, reservations taken off; null where there is none. Whoever asks
-- first has the account to itself until the end of the transaction.
create function public.remaining_budget(p_owner uuid, p_key uuid, p_account_budget numeric) returns numeric
language plpgsql set search_path = '' as $$
declare
  key_budget numeric;
  left_of_account numeric;
  left_of_key numeric;
begin
  insert into public.ai_spending (owner_id, month) values (p_owner, public.this_month()) on conflict do nothing;
  select p_account_budget - spent_usd into left_of_account from public.ai_spending
  where owner_id = p_owner and month = public.this_month() and key_id = '00000000-0000-0000-0000-000000000000' for update;
  delete from public.budget_reservations where owner_id = p_owner and expires_at <= now();
  select left_of_account - coalesce(sum(amount_usd), 0) into left_of_account
  from public.budget_reservations where owner_id = p_owner;
  select monthly_budget_usd::numeric into key_budget from public.api_keys where id = p_key and owner_id = p_owner;
  if key_budget is not null then
    left_of_key := key_budget - coalesce((
      select spent_usd from public.ai_spending where owner_id = p_owner and month = public.this_month() and key_id = p_key
    ), 0) - coalesce((
      select sum(amount_usd) from public.budget_reservations where owner_id = p_owner and key_id = p_key
    ), 0);
  end if;
  return least(left_of_account, left_of_key); -- which passes over nulls
end
$$;

-- Holds the most that a call can cost, p_amount, until it is released; null is that nobody knows. Reserving twice is once.
create function public.reserve_budget(p_id uuid, p_owner uuid, p_key uuid, p_amount numeric, p_seconds integer)
returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  limits public.tier_limits := public.limits_of(p_owner);
  remaining numeric := public.remaining_budget(p_owner, p_key, limits.monthly_ai_usd::numeric);
begin
  if exists (select from public.budget_reservations where id = p_id) then return true; end if;
  if remaining is not null and p_amount is null then perform public.raise_code(409, 'price_unknown'); end if;
  if remaining < p_amount then perform public.raise_code(402, 'budget_exceeded'); end if;
  if (select count(*) from public.budget_reservations where owner_id = p_owner and not is_run) >= limits.max_concurrent_calls
  then perform public.raise_code(429, 'too_many_calls'); end if;
  insert into public.budget_reservations (id, owner_id, key_id, is_run, amount_usd, expires_at)
  values (p_id, p_owner, p_key, false, coalesce(p_amount, 0), now() + make_interval(secs => p_seconds));
  return true;
end
$$;

-- The call has ended, and what it did cost is in the ledger. Releasing again changes nothing.
create function public.release_budget(p_id uuid) returns boolean
language sql security definer set search_path = '' as $$
  delete from public.budget_reservations where id = p_id;
  select true
$$;

-- A run of an account, or by a key, with a budget may cost what it was made with, else a dollar, and never more than is left;
-- that is held until its end. The most it may cost stands in runs.budget, where runs have that.
create function public.reserve_run_budget() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  remaining numeric := public.remaining_budget(new.owner_id, new.key_id, (public.limits_of(new.owner_id)).monthly_ai_usd::numeric);
  budget jsonb := coalesce(to_jsonb(new) -> 'budget', '{}');
  amount numeric;
begin
  if remaining is null then return new; end if;
  if remaining <= 0 then perform public.raise_code(402, 'budget_exceeded'); end if;
  amount := least(coalesce((budget ->> 'max_cost_usd')::numeric, 1), remaining);
  insert into public.budget_reservations (id, owner_id, key_id, is_run, amount_usd, expires_at)
  values (new.id, new.owner_id, new.key_id, true, amount, now() + interval '1 day');
  return jsonb_populate_record(new, jsonb_build_object('budget', budget || jsonb_build_object('max_cost_usd', amount)));
end
$$;
-- Triggers of a table fire by their names: behind note_key_of_run.
create trigger reserve_run_budget before insert on public.runs for each row execute function public.reserve_run_budget();

create function public.release_run_budget() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.budget_reservations where id = new.id;
  return null;
end
$$;
create trigger release_run_budget after update of finished_at on public.runs
for each row when (new.finished_at is not null) execute function public.release_run_budget();

-- ---------------------------------------------------------------------------------------------------- what an account sees

-- What processes must know of a caller before a request: a row with the limits that are asked for at each, none where the
-- account is gone.
create function public.account_limits()
returns table (max_requests_per_minute integer, max_concurrent_calls integer, monthly_ai_usd double precision)
language sql stable security definer set search_path = '' as $$
  select l.max_requests_per_minute, l.max_concurrent_calls, l.monthly_ai_usd
  from public.limits_of(auth.uid()) l where public.account_exists()
$$;

-- The limits of the caller with what is used of each; null is no limit.
create function public.read_limits() returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'tier', l.tier,
    'projects', jsonb_build_object('limit', l.max_projects, 'used',
      (select count(*) from public.projects where owner_id = auth.uid())),
    'active_runs', jsonb_build_object('limit', l.max_active_runs, 'used',
      (select count(*) from public.runs where owner_id = auth.uid() and status in ('queued', 'running', 'waiting'))),
    'monthly_runs', jsonb_build_object('limit', l.max_monthly_runs, 'used', public.count_monthly_runs(auth.uid())),
    'storage_bytes', jsonb_build_object('limit', l.max_account_bytes, 'used',
      (select coalesce(sum(used_bytes), 0) from public.projects where owner_id = auth.uid())),
    'keys', jsonb_build_object('limit', l.max_keys, 'used', (
      select count(*) from public.api_keys
      where owner_id = auth.uid() and revoked_at is null and (expires_at is null or expires_at > now())
    )),
    'monthly_ai_usd', jsonb_build_object('limit', l.monthly_ai_usd, 'used', coalesce((
      select spent_usd from public.ai_spending
      where owner_id = auth.uid() and month = public.this_month() and key_id = '00000000-0000-0000-0000-000000000000'
    ), 0)),
    'reserved_ai_usd', (
      select coalesce(sum(amount_usd), 0) from public.budget_reservations where owner_id = auth.uid() and expires_at > now()
    ),
    'concurrent_calls', l.max_concurrent_calls,
    'requests_per_minute', l.max_requests_per_minute
  ) from public.limits_of(auth.uid()) l
$$;

-- What the caller's calls and runs took from p_from up to p_until, most of it first, a thousand rows at most.
create function public.read_usage(p_by text, p_from timestamptz, p_until timestamptz)
returns table (key text, calls bigint, prompt_tokens bigint, completion_tokens bigint, cost_usd double precision)
language sql stable security definer set search_path = '' as $$
  select case p_by
      when 'day' then to_char(u.created_at at time zone 'utc', 'YYYY-MM-DD')
      when 'model' then u.model
      when 'key' then u.key_id::text
      when 'project' then (select r.project_id from public.runs r where r.id = u.run_id)::text
    end,
    count(*), sum(u.prompt_tokens), sum(u.completion_tokens), sum(coalesce(u.cost_usd, 0))::double precision
  from public.usage_ledger u
  where u.owner_id = auth.uid() and u.created_at >= p_from and u.created_at < p_until
  group by 1 order by 5 desc, 2 desc, 1 limit 1000
$$;

revoke execute on function public.this_month(), public.count_spending(), public.remaining_budget(uuid, uuid, numeric),
  public.reserve_budget(uuid, uuid, uuid, numeric, integer), public.release_budget(uuid), public.reserve_run_budget(),
  public.release_run_budget(), public.account_limits(), public.read_limits(), public.read_usage(text, timestamptz, timestamptz)
  from public, anon, authenticated;
grant execute on function public.account_limits(), public.read_limits(), public.read_usage(text, timestamptz, timestamptz)
  to authenticated;
grant execute on function public.this_month(), public.count_spending(), public.remaining_budget(uuid, uuid, numeric),
  public.reserve_budget(uuid, uuid, uuid, numeric, integer), public.release_budget(uuid), public.reserve_run_budget(),
  public.release_run_budget(), public.account_limits(), public.read_limits(), public.read_usage(text, timestamptz, timestamptz)
  to service_role;

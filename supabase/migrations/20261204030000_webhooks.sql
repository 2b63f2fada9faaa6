-- Webhooks: an account has the facts of its runs sent to addresses of its own. What is to be sent is written in the transaction
-- that makes the fact, so that whoever dies loses none.

create table public.webhooks (
  id uuid primary key,
  owner_id uuid not null references auth.users (id) on delete cascade,
  url text not null check (char_length(url) between 1 and 2000),
  description text not null default '' check (char_length(description) <= 500),
  events text[] not null check (cardinality(events) between 1 and 100), -- types of facts
  ring_key text not null, -- the key of the ring that the secret is sealed with
  sealed text not null check (char_length(sealed) <= 1000),
  paused_at timestamptz,
  paused_reason text check (paused_reason in ('user', 'failing', 'gone')),
  failing_since timestamptz, -- the first of the attempts that failed in a row
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  updated_at timestamptz not null default date_trunc('milliseconds', now()),
  check ((paused_at is null) = (paused_reason is null))
);
create index webhooks_by_owner on public.webhooks (owner_id);
create index webhooks_by_ring_key on public.webhooks (ring_key);

-- What a webhook has yet to be told of one run, in order: the first of it that fails holds back the others. One process at a
-- time sends of it, which holds its lease and its claim.
create table public.webhook_queues (
  webhook_id uuid not null references public.webhooks (id) on delete cascade,
  run_id uuid not null references public.runs (id) on delete cascade,
  due_at timestamptz not null default now(),
  attempts integer not null default 0, -- that the first of it has failed
  leased_until timestamptz,
  claim uuid,
  primary key (webhook_id, run_id)
);
create index webhook_queues_by_run on public.webhook_queues (run_id);
create index webhook_queues_by_due on public.webhook_queues (webhook_id, due_at);

-- One fact for one webhook. What the fact says stays where it is.
create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  webhook_id uuid not null references public.webhooks (id) on delete cascade,
  run_id uuid not null references public.runs (id) on delete cascade,
  seq integer not null,
  type text not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  last_status integer, -- of the answer, if there was one
  last_error text check (char_length(last_error) <= 500),
  last_attempt_at timestamptz,
  created_at timestamptz not null default date_trunc('milliseconds', now())
);
create index webhook_deliveries_by_run on public.webhook_deliveries (run_id, webhook_id, seq);
create index webhook_deliveries_by_webhook on public.webhook_deliveries (webhook_id, created_at desc, id desc);
create index webhook_deliveries_by_age on public.webhook_deliveries (created_at);

-- Like keys at providers: secrets stand in them, and what an address answers is nobody's but by the API.
alter table public.webhooks enable row level security;
alter table public.webhook_queues enable row level security;
alter table public.webhook_deliveries enable row level security;
revoke all on public.webhooks, public.webhook_queues, public.webhook_deliveries from anon, authenticated;
grant all on public.webhooks, public.webhook_queues, public.webhook_deliveries to service_role;

-- ---------------------------------------------------------------------------------------------------- what is to be sent

-- Whether its account had webhooks when the run was made: only then does its driver look for what is to be sent.
alter table public.runs add column has_webhooks boolean not null default false;

create function public.note_webhooks_of_run() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.has_webhooks := exists (select from public.webhooks where owner_id = new.owner_id and paused_at is null);
  return new;
end
$$;
create trigger note_webhooks_of_run before insert on public.runs
for each row execute function public.note_webhooks_of_run();

-- Of an account without webhooks, this looks into one index and ends.
create function public.enqueue_deliveries() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- Whoever deletes a webhook locks it first, and what hangs on it then: so does this.
  perform from public.webhooks w
  where w.paused_at is null and w.owner_id in (select r.owner_id from public.runs r where r.id in (select run_id from added))
  for key share;
  if not found then return null; end if;
  -- The row is locked, so that nobody takes it for empty until this is stored.
  insert into public.webhook_queues as q (webhook_id, run_id)
  select distinct w.id, a.run_id
  from added a join public.runs r on r.id = a.run_id
  join public.webhooks w on w.owner_id = r.owner_id and w.paused_at is null and a.type = any (w.events)
  order by 1, 2
  on conflict (webhook_id, run_id) do update set due_at = q.due_at;
  insert into public.webhook_deliveries (webhook_id, run_id, seq, type)
  select w.id, a.run_id, a.seq, a.type
  from added a join public.runs r on r.id = a.run_id
  join public.webhooks w on w.owner_id = r.owner_id and w.paused_at is null and a.type = any (w.events)
  join public.webhook_queues q on q.webhook_id = w.id and q.run_id = a.run_id;
  return null;
end
$$;
create trigger enqueue_deliveries after insert on public.run_events
referencing new table as added for each statement execute function public.enqueue_deliveries();

-- ---------------------------------------------------------------------------------------------------- sending it

-- Takes what is due for one process, p_limit queues at most and of one webhook no more than p_per_webhook at a time, those of
-- other processes included, and of one that fails a single one: one that hangs must not hold up the others. Of each queue come its first p_batch deliveries; with
-- p_run, that run's alone. Returns [{"webhook_id", "run_id", "claim", "attempts", …, "deliveries": [{"id", "seq", "type", "data",
-- "created_at"}]}]; data that is longer than p_most_bytes is null.
create function public.claim_deliveries(
  p_limit integer, p_per_webhook integer, p_batch integer, p_most_bytes integer, p_lease_seconds double precision,
  p_run uuid default null
) returns jsonb
language sql security definer set search_path = '' as $$
  with due as (
    select q.webhook_id, q.run_id
    from public.webhooks w cross join lateral (
      select * from public.webhook_queues o
      where o.webhook_id = w.id and o.due_at <= now() and coalesce(o.leased_until <= now(), true)
        and (p_run is null or o.run_id = p_run)
      order by o.due_at
      limit greatest(0, case when w.failing_since is null then p_per_webhook else 1 end - (
        select count(*) from public.webhook_queues b where b.webhook_id = w.id and b.leased_until > now()
      ))
    ) q
    where w.paused_at is null
      and (p_run is null or w.owner_id = (select r.owner_id from public.runs r where r.id = p_run))
    order by q.due_at limit p_limit
  ), locked as (
    select q.webhook_id, q.run_id from public.webhook_queues q join due using (webhook_id, run_id)
    -- Once more: another process may have taken it since.
    where q.due_at <= now() and coalesce(q.leased_until <= now(), true)
    for update of q skip locked
  ), claimed as (
    update public.webhook_queues q
    set leased_until = now() + make_interval(secs => p_lease_seconds), claim = gen_random_uuid()
    from locked l where q.webhook_id = l.webhook_id and q.run_id = l.run_id
    returning q.*
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'webhook_id', c.webhook_id, 'run_id', c.run_id, 'claim', c.claim, 'attempts', c.attempts, 'owner_id', w.owner_id,
    'url', w.url, 'ring_key', w.ring_key, 'sealed', w.sealed, 'project_id', r.project_id,
    'deliveries', (
      select coalesce(jsonb_agg(to_jsonb(d) order by d.seq), '[]')
      from (
        select d.id, d.seq, d.type, e.created_at,
          case when octet_length(e.data::text) <= p_most_bytes then e.data end as data
        from public.webhook_deliveries d join public.run_events e on e.run_id = d.run_id and e.seq = d.seq
        where d.webhook_id = c.webhook_id and d.run_id = c.run_id and d.status = 'pending'
        order by d.seq limit p_batch
      ) d
    )
  )), '[]')
  from claimed c join public.webhooks w on w.id = c.webhook_id join public.runs r on r.id = c.run_id
$$;

-- Stores what came of a claim, and gives it back: what was delivered, as [{"id", "status"}], and what was not, as {"id", "status",
-- "error", "retry_seconds", "gone"}, which is given up without retry_seconds. A webhook that is gone, or fails for a day, is
-- paused. False when the claim is over: another process sends it, or has sent it.
create function public.settle_deliveries(
  p_webhook uuid, p_run uuid, p_claim uuid, p_delivered jsonb, p_failed jsonb default null
) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  hook public.webhooks;
  retry_seconds double precision := (p_failed ->> 'retry_seconds')::double precision;
begin
  -- Rows of accounts are locked first, then those of webhooks, then what hangs on them.
  perform from auth.users u
  where u.id = (select w.owner_id from public.webhooks w where w.id = p_webhook) for key share;
  select * into hook from public.webhooks where id = p_webhook for no key update;
  perform from public.webhook_queues
  where webhook_id = p_webhook and run_id = p_run and claim = p_claim for update;
  if not found then return false; end if;

  update public.webhook_deliveries d
  set status = 'delivered', attempts = d.attempts + 1, last_status = o.status, last_error = null, last_attempt_at = now()
  from jsonb_to_recordset(p_delivered) as o (id uuid, status integer)
  where d.id = o.id and d.webhook_id = p_webhook;
  if jsonb_array_length(p_delivered) > 0 then hook.failing_since := null; end if;
  if p_failed is not null then
    update public.webhook_deliveries d
    set status = case when retry_seconds is null then 'failed' else 'pending' end, attempts = d.attempts + 1,
      last_status = (p_failed ->> 'status')::integer, last_error = left(p_failed ->> 'error', 500), last_attempt_at = now()
    where d.id = (p_failed ->> 'id')::uuid and d.webhook_id = p_webhook;
    hook.failing_since := coalesce(hook.failing_since, now());
    if hook.paused_at is null and ((p_failed -> 'gone') = 'true' or hook.failing_since <= now() - interval '1 day') then
      hook.paused_at := now();
      hook.paused_reason := case when (p_failed -> 'gone') = 'true' then 'gone' else 'failing' end;
    end if;
  end if;
  update public.webhooks
  set failing_since = hook.failing_since, paused_at = hook.paused_at, paused_reason = hook.paused_reason
  where id = p_webhook and (failing_since, paused_at) is distinct from (hook.failing_since, hook.paused_at);

  if exists (
    select from public.webhook_deliveries d join public.run_events e on e.run_id = d.run_id and e.seq = d.seq
    where d.webhook_id = p_webhook and d.run_id = p_run and d.status = 'pending'
  ) then
    update public.webhook_queues
    set claim = null, leased_until = null, due_at = now() + make_interval(secs => coalesce(retry_seconds, 0)),
      attempts = case when retry_seconds is not null then 1
        + case when jsonb_array_length(p_delivered) > 0 then 0 else attempts end else 0 end
    where webhook_id = p_webhook and run_id = p_run;
  else
    delete from public.webhook_queues where webhook_id = p_webhook and run_id = p_run;
  end if;
  return true;
end
$$;

-- ---------------------------------------------------------------------------------------------------- of accounts

-- p_webhook has the columns of that name.
create function public.create_webhook(p_owner uuid, p_webhook jsonb) returns public.webhooks
language plpgsql security definer set search_path = '' as $$
declare
  given public.webhooks := jsonb_populate_record(null::public.webhooks, p_webhook);
  result public.webhooks;
begin
  perform public.require_account(p_owner);
  perform public.lock_account(p_owner);
  if (select count(*) from public.webhooks where owner_id = p_owner) >= 20 then
    perform public.raise_code(409, 'too_many_webhooks');
  end if;
  insert into public.webhooks (id, owner_id, url, description, events, ring_key, sealed)
  values (given.id, p_owner, given.url, coalesce(given.description, ''), given.events, given.ring_key, given.sealed)
  returning * into result;
  return result;
end
$$;

-- p_changes: {"url"?, "description"?, "events"?, "active"?}. What waited for one that is set going again is due at once.
create function public.update_webhook(p_owner uuid, p_id uuid, p_changes jsonb) returns public.webhooks
language plpgsql security definer set search_path = '' as $$
declare
  result public.webhooks;
  changed public.webhooks;
  active boolean := (p_changes ->> 'active')::boolean;
begin
  perform public.require_account(p_owner);
  select * into result from public.webhooks where id = p_id and owner_id = p_owner for no key update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  changed := jsonb_populate_record(result, p_changes - 'active');
  update public.webhooks set
    url = changed.url, description = changed.description, events = changed.events,
    paused_at = case active when true then null when false then coalesce(paused_at, now()) else paused_at end,
    paused_reason = case active when true then null when false then coalesce(paused_reason, 'user') else paused_reason end,
    failing_since = case when active then null else failing_since end,
    updated_at = date_trunc('milliseconds', now())
  where id = p_id returning * into result;
  if active then update public.webhook_queues set due_at = now(), attempts = 0 where webhook_id = p_id; end if;
  return result;
end
$$;

create function public.delete_webhook(p_owner uuid, p_id uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform public.require_account(p_owner);
  delete from public.webhooks where id = p_id and owner_id = p_owner;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  return true;
end
$$;

-- Has a delivery sent once more, now, whatever came of it.
create function public.redeliver(p_owner uuid, p_webhook uuid, p_delivery uuid) returns public.webhook_deliveries
language plpgsql security definer set search_path = '' as $$
declare
  result public.webhook_deliveries;
begin
  perform public.require_account(p_owner);
  perform from public.webhooks where id = p_webhook and owner_id = p_owner for key share;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  select d.* into result from public.webhook_deliveries d
  where d.id = p_delivery and d.webhook_id = p_webhook
    and exists (select from public.run_events e where e.run_id = d.run_id and e.seq = d.seq);
  if not found then perform public.raise_code(404, 'not_found'); end if;
  perform from public.runs where id = result.run_id for key share;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  insert into public.webhook_queues as q (webhook_id, run_id) values (p_webhook, result.run_id)
  on conflict (webhook_id, run_id) do update set due_at = now(), attempts = 0;
  update public.webhook_deliveries set status = 'pending' where id = p_delivery returning * into result;
  return result;
end
$$;

-- As reseal_provider_keys. p_rows: [{"id", "before", "sealed", "ring_key"}].
create function public.reseal_webhooks(p_rows jsonb) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  changed integer;
begin
  update public.webhooks w set sealed = r.sealed, ring_key = r.ring_key
  from jsonb_to_recordset(p_rows) as r (id uuid, before text, sealed text, ring_key text)
  where w.id = r.id and w.sealed = r.before;
  get diagnostics changed = row_count;
  return changed;
end
$$;

-- ---------------------------------------------------------------------------------------------------- pruning

-- Takes away deliveries that are older than so many days, sent or not, oldest first.
create function public.prune_deliveries(p_limit integer, p_days integer, p_dry_run boolean default false) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  doomed uuid[] := array(
    select id from public.webhook_deliveries where created_at < now() - make_interval(days => p_days)
    order by created_at limit p_limit
  );
begin
  if not p_dry_run then delete from public.webhook_deliveries where id = any (doomed); end if;
  return cardinality(doomed);
end
$$;

-- As before, with the webhooks of the account.
create or replace function public.prune_accounts(p_limit integer, p_dry_run boolean default false) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  gone uuid[] := array(
    select p.id from public.profiles p join auth.users u on u.id = p.id
    where to_jsonb(u) ->> 'deleted_at' is not null limit p_limit
  );
  doomed uuid[] := array(select id from public.projects where owner_id = any (gone) limit p_limit);
  emptied uuid[];
begin
  if p_dry_run then return least(p_limit, cardinality(gone) + cardinality(doomed)); end if;
  delete from public.webhooks where owner_id = any (gone);
  delete from public.projects where id = any (doomed);
  emptied := array(
    select id from unnest(gone) as id where not exists (select from public.projects where owner_id = id)
    limit p_limit - cardinality(doomed)
  );
  delete from public.usage_ledger where owner_id = any (emptied);
  delete from public.profiles where id = any (emptied);
  return cardinality(doomed) + cardinality(emptied);
end
$$;

-- ---------------------------------------------------------------------------------------------------- grants

revoke execute on function public.note_webhooks_of_run(), public.enqueue_deliveries(),
  public.claim_deliveries(integer, integer, integer, integer, double precision, uuid),
  public.settle_deliveries(uuid, uuid, uuid, jsonb, jsonb), public.create_webhook(uuid, jsonb),
  public.update_webhook(uuid, uuid, jsonb), public.delete_webhook(uuid, uuid), public.redeliver(uuid, uuid, uuid),
  public.reseal_webhooks(jsonb), public.prune_deliveries(integer, integer, boolean) from public, anon, authenticated;
grant execute on function public.note_webhooks_of_run(), public.enqueue_deliveries(),
  public.claim_deliveries(integer, integer, integer, integer, double precision, uuid),
  public.settle_deliveries(uuid, uuid, uuid, jsonb, jsonb), public.create_webhook(uuid, jsonb),
  public.update_webhook(uuid, uuid, jsonb), public.delete_webhook(uuid, uuid), public.redeliver(uuid, uuid, uuid),
  public.reseal_webhooks(jsonb), public.prune_deliveries(integer, integer, boolean) to service_role;

-- What was answered to requests with an Idempotency-Key, for a day. For the secret key alone.

create table public.idempotent_requests (
  owner_id uuid not null references auth.users (id) on delete cascade,
  route text not null, -- method and path
  key_hash text not null check (key_hash ~ '^[0-9a-f]{64}$'),
  request_hash text not null check (request_hash ~ '^[0-9a-f]{64}$'),
  answer text, -- sealed, as a key for programs may stand in it; null while the request is under way
  locked_until timestamptz not null, -- behind that, its process is taken to be dead
  expires_at timestamptz not null,
  primary key (owner_id, route, key_hash)
);
create index idempotent_requests_by_end on public.idempotent_requests (expires_at);
alter table public.idempotent_requests enable row level security;
revoke all on public.idempotent_requests from anon, authenticated;
grant all on public.idempotent_requests to service_role;

-- What becomes of a request: `new` is for the caller to do, `under_way` is done by another, `other` came with another body,
-- `done` has its answer.
create function public.begin_request(
  p_owner uuid, p_route text, p_key_hash text, p_request_hash text, p_lock_seconds integer
) returns table (state text, answer text)
language plpgsql security definer set search_path = '' as $$
declare
  found_request public.idempotent_requests;
begin
  -- The caller's own, and a few of those who come no more.
  delete from public.idempotent_requests r where r.owner_id = p_owner and r.expires_at <= now();
  delete from public.idempotent_requests r where r.ctid in (
    select o.ctid from public.idempotent_requests o where o.expires_at <= now() limit 20 for update skip locked
  );
  insert into public.idempotent_requests (owner_id, route, key_hash, request_hash, locked_until, expires_at)
  values (p_owner, p_route, p_key_hash, p_request_hash, now() + make_interval(secs => p_lock_seconds), now() + interval '1 day')
  on conflict do nothing;
  if found then return query select 'new'::text, null::text; return; end if;
  select * into found_request from public.idempotent_requests r
  where r.owner_id = p_owner and r.route = p_route and r.key_hash = p_key_hash for update;
  -- Given up meanwhile: whoever comes again begins it.
  if not found then return query select 'under_way'::text, null::text; return; end if;
  if found_request.request_hash <> p_request_hash then return query select 'other'::text, null::text; return; end if;
  if found_request.answer is not null then return query select 'done'::text, found_request.answer; return; end if;
  if found_request.locked_until > now() then return query select 'under_way'::text, null::text; return; end if;
  update public.idempotent_requests r set locked_until = now() + make_interval(secs => p_lock_seconds)
  where r.owner_id = p_owner and r.route = p_route and r.key_hash = p_key_hash;
  return query select 'new'::text, null::text;
end
$$;

-- Keeps the answer, or with null gives the request up, as one that has changed nothing.
create function public.end_request(p_owner uuid, p_route text, p_key_hash text, p_answer text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  if p_answer is null then
    delete from public.idempotent_requests where owner_id = p_owner and route = p_route and key_hash = p_key_hash and answer is null;
  else
    update public.idempotent_requests set answer = p_answer
    where owner_id = p_owner and route = p_route and key_hash = p_key_hash;
  end if;
  return true;
end
$$;

revoke execute on function public.begin_request(uuid, text, text, text, integer),
  public.end_request(uuid, text, text, text) from public, anon, authenticated;
grant execute on function public.begin_request(uuid, text, text, text, integer),
  public.end_request(uuid, text, text, text) to service_role;

-- Keys for programs: long-lived credentials of an account, with scopes and bounds of their own.

alter table public.tier_limits add column max_keys integer check (max_keys >= 0); -- that are neither revoked nor expired

create or replace function public.limits_of(p_owner uuid) returns public.tier_limits
language plpgsql stable set search_path = '' as $$
declare
  owned text := coalesce((select tier from public.profiles where id = p_owner), 'free');
  limits public.tier_limits;
begin
  select * into limits from public.tier_limits where tier = owned;
  limits.tier := owned;
  limits.max_projects := coalesce(limits.max_projects, 1000);
  limits.max_active_runs := coalesce(limits.max_active_runs, 100);
  limits.max_versions := coalesce(limits.max_versions, 10000);
  limits.max_project_bytes := coalesce(limits.max_project_bytes, 536870912);
  limits.max_account_bytes := coalesce(limits.max_account_bytes, 5368709120);
  limits.max_keys := coalesce(limits.max_keys, 100);
  return limits;
end
$$;

-- A key is 256 random bits: nobody can guess it from its hash, which a slow hash or a salt would not make safer.
create table public.api_keys (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null references auth.users (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 120),
  hash text not null unique check (hash ~ '^[0-9a-f]{64}$'), -- SHA-256 of the whole key
  last_four text not null check (last_four ~ '^[0-9A-Za-z]{4}$'),
  previous_hash text unique check (previous_hash ~ '^[0-9a-f]{64}$'), -- what the key was before it was rotated
  previous_expires_at timestamptz, -- and until when that still serves
  scopes text[] not null
    check (cardinality(scopes) > 0 and scopes <@ array['projects:read', 'projects:write', 'runs', 'ai', 'admin']),
  models text[] check (cardinality(models) between 1 and 100), -- null: all
  -- Not numeric, which some data APIs give as text.
  monthly_budget_usd double precision check (monthly_budget_usd >= 0 and monthly_budget_usd <= 1000000), -- null: that of the account alone
  requests_per_minute integer check (requests_per_minute between 1 and 1000000), -- null: those of the account alone
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null default date_trunc('milliseconds', now())
);
create index api_keys_by_owner on public.api_keys (owner_id, created_at desc, id desc);

alter table public.api_keys enable row level security;
create policy read_own on public.api_keys for select to authenticated using (owner_id = (select auth.uid()));
revoke all on public.api_keys from anon, authenticated;
grant select on public.api_keys to authenticated;
grant all on public.api_keys to service_role;

-- Keys are made and changed by the secret key alone, for the account p_owner: a change must reach what processes remember
-- of the key, which the database cannot do.

-- p_key has the columns of that name.
create function public.create_api_key(p_owner uuid, p_key jsonb) returns public.api_keys
language plpgsql security definer set search_path = '' as $$
declare
  given public.api_keys := jsonb_populate_record(null::public.api_keys, p_key);
  result public.api_keys;
begin
  perform public.lock_account(p_owner);
  if (select count(*) from public.api_keys
      where owner_id = p_owner and revoked_at is null and (expires_at is null or expires_at > now()))
    >= (public.limits_of(p_owner)).max_keys
  then perform public.raise_code(409, 'too_many_keys'); end if;
  -- Those that serve nobody any more stay for the history, up to a bound.
  delete from public.api_keys where id in (
    select id from public.api_keys where owner_id = p_owner and (revoked_at is not null or expires_at <= now())
    order by created_at desc offset 1000
  );
  insert into public.api_keys (
    owner_id, name, hash, last_four, scopes, models, monthly_budget_usd, requests_per_minute, expires_at
  ) values (
    p_owner, given.name, given.hash, given.last_four, given.scopes, given.models, given.monthly_budget_usd,
    given.requests_per_minute, given.expires_at
  ) returning * into result;
  return result;
end
$$;

-- One that is revoked already stays as it is.
create function public.revoke_api_key(p_owner uuid, p_id uuid) returns public.api_keys
language plpgsql security definer set search_path = '' as $$
declare
  result public.api_keys;
begin
  update public.api_keys set revoked_at = coalesce(revoked_at, now()) where id = p_id and owner_id = p_owner
  returning * into result;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  return result;
end
$$;

-- Gives the key another secret; the one before serves p_overlap_seconds more, and one before that no longer. Returns the
-- key as it was and as it is.
create function public.rotate_api_key(p_owner uuid, p_id uuid, p_hash text, p_last_four text, p_overlap_seconds integer)
returns setof public.api_keys
language plpgsql security definer set search_path = '' as $$
declare
  old public.api_keys;
  rotated public.api_keys;
begin
  select * into old from public.api_keys
  where id = p_id and owner_id = p_owner and revoked_at is null and (expires_at is null or expires_at > now()) for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  update public.api_keys set hash = p_hash, last_four = p_last_four, previous_hash = old.hash,
    previous_expires_at = now() + make_interval(secs => p_overlap_seconds)
  where id = p_id returning * into rotated;
  return next old;
  return next rotated;
end
$$;

-- The key with this hash, of an account that is there. Notes that it was used, once a minute at most.
create function public.find_api_key(p_hash text)
returns table (
  id uuid, owner_id uuid, email text, scopes text[], models text[], monthly_budget_usd double precision,
  requests_per_minute integer, expires_at timestamptz
)
language plpgsql security definer set search_path = '' as $$
declare
  found_key public.api_keys;
begin
  select k.* into found_key from public.api_keys k join auth.users u on u.id = k.owner_id
  where (k.hash = p_hash or (k.previous_hash = p_hash and k.previous_expires_at > now()))
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    and to_jsonb(u) ->> 'deleted_at' is null;
  if not found then return; end if;
  update public.api_keys k set last_used_at = now()
  where k.id = found_key.id and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
  return query
    select found_key.id, found_key.owner_id, u.email::text, found_key.scopes, found_key.models,
      found_key.monthly_budget_usd, found_key.requests_per_minute,
      case found_key.hash when p_hash then found_key.expires_at
        else least(found_key.expires_at, found_key.previous_expires_at) end
    from auth.users u where u.id = found_key.owner_id;
end
$$;

revoke execute on function public.create_api_key(uuid, jsonb), public.revoke_api_key(uuid, uuid),
  public.rotate_api_key(uuid, uuid, text, text, integer), public.find_api_key(text) from public, anon, authenticated;
grant execute on function public.create_api_key(uuid, jsonb), public.revoke_api_key(uuid, uuid),
  public.rotate_api_key(uuid, uuid, text, text, integer), public.find_api_key(text) to service_role;

-- ---------------------------------------------------------------------------------------------------- who used what

-- The key by which a call or a run was asked for; null for a session. It stays when the key is gone.
alter table public.usage_ledger add column key_id uuid;
alter table public.runs add column key_id uuid;

-- The key that the caller's token was made for, which its signature holds to.
create function public.caller_key() returns uuid
language sql stable set search_path = '' as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'key_id')::uuid
$$;

create function public.note_key_of_run() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  new.key_id := public.caller_key();
  return new;
end
$$;
create trigger note_key_of_run before insert on public.runs for each row execute function public.note_key_of_run();

-- What a run takes counts for the key that asked for the run.
create function public.note_key_of_call() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if new.run_id is not null then new.key_id := (select key_id from public.runs where id = new.run_id); end if;
  return new;
end
$$;
create trigger note_key_of_call before insert on public.usage_ledger
for each row execute function public.note_key_of_call();

revoke execute on function public.caller_key(), public.note_key_of_run(), public.note_key_of_call()
  from public, anon, authenticated;
grant execute on function public.caller_key(), public.note_key_of_run(), public.note_key_of_call() to service_role;

-- Keys of an account at providers of models, its own. They are sealed by the app; who may read this table reads no key. It is for
-- the secret key alone all the same.

create table public.provider_keys (
  owner_id uuid not null references auth.users (id) on delete cascade,
  provider text not null check (provider ~ '^[a-z][a-z0-9_-]{0,31}$'),
  base_url text check (char_length(base_url) <= 500), -- to be shown: what goes is sealed with the key
  ring_key text not null, -- the key of the ring that it is sealed with
  sealed text not null check (char_length(sealed) <= 8000),
  last_four text not null check (char_length(last_four) <= 4),
  created_at timestamptz not null default date_trunc('milliseconds', now()),
  updated_at timestamptz not null default date_trunc('milliseconds', now()),
  primary key (owner_id, provider)
);
create index provider_keys_by_ring_key on public.provider_keys (ring_key);
alter table public.provider_keys enable row level security;
revoke all on public.provider_keys from anon, authenticated;
grant all on public.provider_keys to service_role;

-- Stores a key in the place of the one before, if there is one. p_key has the columns of that name.
create function public.put_provider_key(p_owner uuid, p_key jsonb) returns public.provider_keys
language plpgsql security definer set search_path = '' as $$
declare
  given public.provider_keys := jsonb_populate_record(null::public.provider_keys, p_key);
  result public.provider_keys;
begin
  perform public.require_account(p_owner);
  insert into public.provider_keys as k (owner_id, provider, base_url, ring_key, sealed, last_four)
  values (p_owner, given.provider, given.base_url, given.ring_key, given.sealed, given.last_four)
  on conflict (owner_id, provider) do update set base_url = excluded.base_url, ring_key = excluded.ring_key,
    sealed = excluded.sealed, last_four = excluded.last_four, updated_at = date_trunc('milliseconds', now())
  returning * into result;
  return result;
end
$$;

create function public.delete_provider_key(p_owner uuid, p_provider text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.provider_keys where owner_id = p_owner and provider = p_provider;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  return true;
end
$$;

-- Puts keys that were sealed anew in the place of what they were sealed as `before`, and returns how many. One that was
-- changed meanwhile stays as it is. p_rows: [{"owner_id", "provider", "before", "sealed", "ring_key"}].
create function public.reseal_provider_keys(p_rows jsonb) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  changed integer;
begin
  update public.provider_keys k set sealed = r.sealed, ring_key = r.ring_key
  from jsonb_to_recordset(p_rows) as r (owner_id uuid, provider text, before text, sealed text, ring_key text)
  where k.owner_id = r.owner_id and k.provider = r.provider and k.sealed = r.before;
  get diagnostics changed = row_count;
  return changed;
end
$$;

revoke execute on function public.put_provider_key(uuid, jsonb), public.delete_provider_key(uuid, text),
  public.reseal_provider_keys(jsonb) from public, anon, authenticated;
grant execute on function public.put_provider_key(uuid, jsonb), public.delete_provider_key(uuid, text),
  public.reseal_provider_keys(jsonb) to service_role;

-- ---------------------------------------------------------------------------------------------------- what they cost

-- As before; an account without budget that has keys of its own may run with those: what costs the account is given nothing.
create or replace function public.reserve_run_budget() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  remaining numeric := public.remaining_budget(new.owner_id, new.key_id, (public.limits_of(new.owner_id)).monthly_ai_usd::numeric);
  budget jsonb := coalesce(to_jsonb(new) -> 'budget', '{}');
  spent numeric := coalesce((to_jsonb(new) -> 'usage' ->> 'cost_usd')::numeric, 0);
  amount numeric;
begin
  if remaining is null then return new; end if;
  if remaining <= 0 and not exists (select from public.provider_keys where owner_id = new.owner_id) then
    perform public.raise_code(402, 'budget_exceeded');
  end if;
  amount := least(greatest(coalesce((budget ->> 'max_cost_usd')::numeric, 1 + spent) - spent, 0), greatest(remaining, 0));
  insert into public.budget_reservations (id, owner_id, key_id, is_run, amount_usd, expires_at)
  values (new.id, new.owner_id, new.key_id, true, amount, 'infinity')
  on conflict (id) do update set amount_usd = excluded.amount_usd, expires_at = excluded.expires_at;
  -- A budget is more than nothing.
  return jsonb_populate_record(new, jsonb_build_object('budget',
    budget || jsonb_build_object('max_cost_usd', greatest(spent + amount, 0.000000001))));
end
$$;

-- Undoes the migration of this name.
create or replace function public.create_api_key(p_owner uuid, p_key jsonb) returns public.api_keys
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

create or replace function public.rotate_api_key(p_owner uuid, p_id uuid, p_hash text, p_last_four text, p_overlap_seconds integer)
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

drop function public.require_account(uuid);

-- What owners of accounts may do with them: see and end their sessions, and have the account deleted.

-- ---------------------------------------------------------------------------------------------------- sessions

-- Those of the caller that go on, as Auth keeps them; it has no call that lists them.
create function public.list_sessions()
returns table (id uuid, created_at timestamptz, used_at timestamptz, user_agent text, address text, is_current boolean)
language plpgsql stable security definer set search_path = '' as $$
begin
  if to_regclass('auth.sessions') is null then perform public.raise_code(501, 'not_configured'); end if;
  -- Not every Auth has all of these columns.
  return query execute $query$
    select (s ->> 'id')::uuid, (s ->> 'created_at')::timestamptz,
      greatest((s ->> 'created_at')::timestamptz, (s ->> 'refreshed_at')::timestamp at time zone 'utc'),
      s ->> 'user_agent', s ->> 'ip',
      s ->> 'id' = coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'session_id', '')
    from (select to_jsonb(kept) as s from auth.sessions kept where kept.user_id = auth.uid()) own
    where coalesce((s ->> 'not_after')::timestamptz > now(), true)
    order by 3 desc, 1
  $query$;
exception when insufficient_privilege then
  perform public.raise_code(501, 'not_configured');
end
$$;

-- Ends one of the caller's, with its refresh tokens.
create function public.end_session(p_id uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
declare
  ended integer;
begin
  if to_regclass('auth.sessions') is null then perform public.raise_code(501, 'not_configured'); end if;
  execute 'delete from auth.sessions where id::text = $1 and user_id = $2' using p_id::text, auth.uid();
  get diagnostics ended = row_count;
  if ended = 0 then perform public.raise_code(404, 'not_found'); end if;
  return true;
exception when insufficient_privilege then
  perform public.raise_code(501, 'not_configured');
end
$$;

-- ---------------------------------------------------------------------------------------------------- runs

-- Asks the driver of a run to stop; a run that nobody drives ends here and now.
create function public.stop_run(p_run uuid) returns public.runs
language plpgsql set search_path = '' as $$
declare
  target public.runs := public.lock_run(p_run);
begin
  if target.id is null then perform public.raise_code(404, 'not_found'); end if;
  if target.finished_at is not null then return target; end if;
  update public.runs set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = p_run;
  if target.lease_expires_at is null or target.lease_expires_at < now() then
    perform public.end_run(p_run, 'canceled', 'canceled', 'The run was canceled.');
  end if;
  select * into target from public.runs where id = p_run;
  return target;
end
$$;

-- As before.
create or replace function public.cancel_run(p_run uuid) returns public.runs
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.runs where id = p_run and owner_id = auth.uid()) then
    perform public.raise_code(404, 'not_found');
  end if;
  return public.stop_run(p_run);
end
$$;

-- ---------------------------------------------------------------------------------------------------- the account

-- Cancels what runs of an account have not ended, and gives back the hashes of its keys, which processes may remember.
create function public.stop_account(p_owner uuid) returns table (hash text)
language plpgsql security definer set search_path = '' as $$
declare
  run uuid;
begin
  for run in select r.id from public.runs r where r.owner_id = p_owner and r.finished_at is null order by r.project_id, r.id
  loop
    perform public.stop_run(run);
  end loop;
  return query
    select unnest(array_remove(array[k.hash, k.previous_hash], null)) from public.api_keys k where k.owner_id = p_owner;
end
$$;

-- Deletes so many projects of an account, and with the last of them the account. Returns whether it is gone: a large account
-- takes several calls, none of which is long.
create function public.delete_account(p_owner uuid, p_projects integer) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  -- Rows of accounts are locked first.
  perform from auth.users where id = p_owner for update;
  if not found then return true; end if;
  delete from public.projects where id in (
    select id from public.projects where owner_id = p_owner order by id limit p_projects
  );
  if exists (select from public.projects where owner_id = p_owner) then return false; end if;
  delete from auth.users where id = p_owner;
  perform public.note_act(p_owner, 'account.delete', p_owner, '{}');
  return true;
end
$$;

revoke execute on function public.list_sessions(), public.end_session(uuid), public.stop_run(uuid), public.stop_account(uuid),
  public.delete_account(uuid, integer) from public, anon, authenticated;
grant execute on function public.list_sessions(), public.end_session(uuid) to authenticated;
grant execute on function public.list_sessions(), public.end_session(uuid), public.stop_run(uuid), public.stop_account(uuid),
  public.delete_account(uuid, integer) to service_role;

-- How members come, change and go. Rows of accounts are locked first, then the project.

-- The caller's address, in small letters; null while it awaits its confirmation, since anybody may claim an address.
create function public.own_address() returns text
language sql stable security definer set search_path = '' as $$
  -- Not every Auth has these columns.
  select lower(u.email::text) from auth.users u
  where u.id = auth.uid() and to_jsonb(u) ->> 'deleted_at' is null
    and not (to_jsonb(u) ? 'email_confirmed_at' and to_jsonb(u) ->> 'email_confirmed_at' is null)
$$;

-- The owner first. Those of src/projects/members.ts: at most a hundred.
create function public.list_members(p_project uuid)
returns table (user_id uuid, email text, name text, role text, created_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform public.require_can(p_project, 'read');
  return query
    select all_of.user_id, coalesce(u.email::text, ''), coalesce(f.name, ''), all_of.role, all_of.created_at
    from (
      select p.owner_id as user_id, 'owner'::text as role, p.created_at from public.projects p where p.id = p_project
      union all
      select m.user_id, m.role, m.created_at from public.project_members m where m.project_id = p_project
    ) all_of
    join auth.users u on u.id = all_of.user_id
    left join public.profiles f on f.id = all_of.user_id
    order by all_of.role = 'owner' desc, all_of.created_at, all_of.user_id;
end
$$;

-- ---------------------------------------------------------------------------------------------------- invitations

create function public.list_invitations(p_project uuid)
returns table (id uuid, email text, role text, expires_at timestamptz, created_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform public.require_can(p_project, 'manage');
  return query
    select i.id, i.email, i.role, i.expires_at, i.created_at from public.project_invitations i
    where i.project_id = p_project and i.expires_at > now() order by i.created_at desc, i.id desc;
end
$$;

-- For an address, or for whoever has the token of that hash. It does not say whether there is an account of that address.
create function public.invite_member(p_project uuid, p_role text, p_email text, p_hash text, p_seconds integer)
returns table (id uuid, email text, role text, expires_at timestamptz, created_at timestamptz)
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_project(p_project, 'manage');
  if p_role is null or p_role not in ('editor', 'viewer') or (p_email is null) = (p_hash is null)
    or p_seconds is null or p_seconds not between 1 and 2592000
  then perform public.raise_code(400, 'bad_request'); end if;
  -- Who is invited again has the last invitation alone.
  delete from public.project_invitations i
  where i.project_id = p_project and (i.expires_at <= now() or i.email = lower(p_email));
  if (select count(*) from public.project_invitations i where i.project_id = p_project) >= 100
  then perform public.raise_code(409, 'too_many_members'); end if;
  return query
    insert into public.project_invitations as i (project_id, role, email, hash, expires_at)
    values (p_project, p_role, lower(p_email), p_hash, date_trunc('milliseconds', now()) + make_interval(secs => p_seconds))
    returning i.id, i.email, i.role, i.expires_at, i.created_at;
end
$$;

create function public.revoke_invitation(p_project uuid, p_id uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  perform public.lock_project(p_project, 'manage');
  delete from public.project_invitations where id = p_id and project_id = p_project;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  return true;
end
$$;

-- What the caller is invited to by address.
create function public.list_own_invitations()
returns table (id uuid, project_id uuid, project_name text, role text, expires_at timestamptz, created_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select i.id, i.project_id, p.name, i.role, i.expires_at, i.created_at
  from public.project_invitations i join public.projects p on p.id = i.project_id
  where i.email = public.own_address() and i.expires_at > now()
  order by i.created_at desc, i.id desc limit 100
$$;

create function public.decline_invitation(p_id uuid) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  delete from public.project_invitations where id = p_id and email = public.own_address() and expires_at > now();
  if not found then perform public.raise_code(404, 'not_found'); end if;
  return true;
end
$$;

-- By the hash of its token, or by its id for the one who is invited by address. Gives the id of the project.
create function public.accept_invitation(p_hash text, p_id uuid) returns uuid
language plpgsql security definer set search_path = '' as $$
declare
  invitation public.project_invitations;
  held text;
begin
  perform public.require_account(auth.uid());
  if public.is_suspended(auth.uid()) then perform public.raise_code(403, 'account_suspended'); end if;
  select * into invitation from public.project_invitations
  where expires_at > now() and (hash = p_hash or (id = p_id and email = public.own_address()));
  if not found then perform public.raise_code(404, 'not_found'); end if;
  perform from public.projects where id = invitation.project_id for update;
  -- It is taken once.
  perform from public.project_invitations where id = invitation.id for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  held := public.role_in(invitation.project_id);
  if held in ('owner', 'editor') or held = invitation.role then
    -- It gives nothing that its bearer lacks: one by token is left for somebody else.
    delete from public.project_invitations where id = invitation.id and email is not null;
    return invitation.project_id;
  end if;
  delete from public.project_invitations where id = invitation.id;
  perform public.lock_account(auth.uid());
  -- The limits of src/projects/members.ts.
  if held is null and ((select count(*) from public.project_members where project_id = invitation.project_id) >= 100
    or (select count(*) from public.project_members where user_id = auth.uid()) >= 1000)
  then perform public.raise_code(409, 'too_many_members'); end if;
  insert into public.project_members (project_id, user_id, role) values (invitation.project_id, auth.uid(), invitation.role)
  on conflict (project_id, user_id) do update set role = excluded.role;
  update public.runs set is_shared = true where project_id = invitation.project_id and finished_at is null and not is_shared;
  return invitation.project_id;
end
$$;

-- ---------------------------------------------------------------------------------------------------- changes

-- Ends what a member has under way in a project, and gives back the runs that ended.
create function public.stop_member(p_project uuid, p_user uuid) returns setof uuid
language plpgsql set search_path = '' as $$
declare
  run uuid;
begin
  for run in
    select r.id from public.runs r
    where r.project_id = p_project and r.owner_id = p_user and r.finished_at is null order by r.id
  loop
    perform public.stop_run(run);
    return next run;
  end loop;
end
$$;

-- A member who is made the owner takes the project over, within the limits of its tier: who owned it becomes an editor, and
-- invitations that were given out end.
create function public.transfer_project(p_project public.projects, p_user uuid) returns void
language plpgsql set search_path = '' as $$
declare
  limits public.tier_limits := public.limits_of(p_user);
begin
  perform public.lock_account(p_user);
  if (select count(*) from public.projects where owner_id = p_user) >= limits.max_projects
  then perform public.raise_code(409, 'too_many_projects'); end if;
  delete from public.project_members where project_id = p_project.id and user_id = p_user;
  delete from public.project_invitations where project_id = p_project.id;
  update public.projects set owner_id = p_user, updated_at = now() where id = p_project.id;
  insert into public.project_members (project_id, user_id, role) values (p_project.id, p_project.owner_id, 'editor');
  perform public.lock_storage(p_user);
  if p_project.used_bytes > limits.max_project_bytes
    or (select sum(used_bytes) from public.projects where owner_id = p_user) > limits.max_account_bytes
  then perform public.raise_code(409, 'storage_full'); end if;
end
$$;

-- Gives a member another role, and tells which runs ended over it.
create function public.set_member(p_project uuid, p_user uuid, p_role text) returns table (run_id uuid)
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  held text;
begin
  perform public.require_can(p_project, 'manage');
  perform from auth.users where id in (auth.uid(), p_user) order by id for key share;
  project := public.lock_project(p_project, 'manage');
  if p_role is null or p_role not in ('owner', 'editor', 'viewer') then perform public.raise_code(400, 'bad_request'); end if;
  held := (select r.role from public.roles_of(p_user) r where r.project_id = p_project);
  if held is null then perform public.raise_code(404, 'not_found'); end if;
  if held = p_role then return; end if;
  if held = 'owner' then perform public.raise_code(409, 'last_owner'); end if;
  if p_role = 'owner' then
    perform public.transfer_project(project, p_user);
    return;
  end if;
  update public.project_members set role = p_role where project_id = p_project and user_id = p_user;
  if not public.allows(p_role, 'run') then return query select public.stop_member(p_project, p_user); end if;
end
$$;

-- Takes a member out, or lets the caller leave, and tells which runs ended over it. Addresses of previews that every member
-- could see show nothing from then on, and what was still to be told to the member's webhooks is not.
create function public.remove_member(p_project uuid, p_user uuid) returns table (run_id uuid)
language plpgsql security definer set search_path = '' as $$
declare
  needed text := case when p_user = auth.uid() then 'read' else 'manage' end;
begin
  perform public.require_can(p_project, needed);
  perform from auth.users where id in (auth.uid(), p_user) order by id for key share;
  if (public.lock_project(p_project, needed)).owner_id = p_user then perform public.raise_code(409, 'last_owner'); end if;
  delete from public.project_members where project_id = p_project and user_id = p_user;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  delete from public.project_invitations i using auth.users u
  where i.project_id = p_project and u.id = p_user and i.email = lower(u.email::text);
  update public.previews set revoked_at = now()
  where project_id = p_project and not shared and revoked_at is null and expires_at > now();
  return query select public.stop_member(p_project, p_user);
  -- Whoever deletes a webhook locks it first: so does this.
  perform from public.webhooks where owner_id = p_user for key share;
  delete from public.webhook_queues q using public.webhooks w, public.runs r
  where w.id = q.webhook_id and w.owner_id = p_user and r.id = q.run_id and r.project_id = p_project;
  delete from public.webhook_deliveries d using public.webhooks w, public.runs r
  where w.id = d.webhook_id and w.owner_id = p_user and r.id = d.run_id and r.project_id = p_project;
end
$$;

revoke execute on function public.own_address(), public.list_members(uuid), public.list_invitations(uuid),
  public.invite_member(uuid, text, text, text, integer), public.revoke_invitation(uuid, uuid), public.list_own_invitations(),
  public.decline_invitation(uuid), public.accept_invitation(text, uuid), public.stop_member(uuid, uuid),
  public.transfer_project(public.projects, uuid), public.set_member(uuid, uuid, text), public.remove_member(uuid, uuid)
  from public, anon, authenticated;
grant execute on function public.list_members(uuid), public.list_invitations(uuid),
  public.invite_member(uuid, text, text, text, integer), public.revoke_invitation(uuid, uuid), public.list_own_invitations(),
  public.decline_invitation(uuid), public.accept_invitation(text, uuid), public.set_member(uuid, uuid, text),
  public.remove_member(uuid, uuid) to authenticated;
grant execute on function public.own_address(), public.list_members(uuid), public.list_invitations(uuid),
  public.invite_member(uuid, text, text, text, integer), public.revoke_invitation(uuid, uuid), public.list_own_invitations(),
  public.decline_invitation(uuid), public.accept_invitation(text, uuid), public.stop_member(uuid, uuid),
  public.transfer_project(public.projects, uuid), public.set_member(uuid, uuid, text), public.remove_member(uuid, uuid)
  to service_role;

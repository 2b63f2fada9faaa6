-- What was done to accounts, and to what they may have, and by whom. Rows are added and never changed.

create table public.audit_log (
  id bigint generated always as identity primary key,
  created_at timestamptz not null default now(),
  actor_id uuid, -- the account that did it; null: an operator at the command line. Both may be gone since.
  action text not null check (action ~ '^[a-z]+\.[a-z_]+$'),
  target_id uuid, -- the account that it was done to; null: a tier, which the details name
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object')
);
create index audit_log_by_target on public.audit_log (target_id, id desc);
create index audit_log_by_actor on public.audit_log (actor_id, id desc);

alter table public.audit_log enable row level security;
revoke all on public.audit_log from anon, authenticated, service_role;
grant select on public.audit_log to service_role;

create function public.refuse_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  raise exception 'rows of % are added and never changed', tg_table_name using errcode = '42501';
end
$$;
create trigger audit_log_stays before update or delete on public.audit_log
for each row execute function public.refuse_change();
create trigger audit_log_is_not_emptied before truncate on public.audit_log
for each statement execute function public.refuse_change();

create function public.note_act(p_actor uuid, p_action text, p_target uuid, p_details jsonb) returns void
language sql security definer set search_path = '' as $$
  insert into public.audit_log (actor_id, action, target_id, details) values (p_actor, p_action, p_target, p_details)
$$;

-- A null leaves a value as it is.
create function public.change_user(p_actor uuid, p_id uuid, p_role text, p_tier text) returns void
language plpgsql security definer set search_path = '' as $$
declare
  old public.profiles;
  changed public.profiles;
begin
  select * into old from public.profiles where id = p_id for update;
  if not found then return; end if;
  update public.profiles set role = coalesce(p_role, role), tier = coalesce(p_tier, tier) where id = p_id
  returning * into changed;
  if changed.role <> old.role then
    perform public.note_act(p_actor, 'account.set_role', p_id, jsonb_build_object('from', old.role, 'to', changed.role));
  end if;
  if changed.tier <> old.tier then
    perform public.note_act(p_actor, 'account.set_tier', p_id, jsonb_build_object('from', old.tier, 'to', changed.tier));
  end if;
end
$$;

-- As before, and noted.
create or replace function public.set_user(p_id uuid, p_role text, p_tier text) returns void
language sql security definer set search_path = '' as $$
  select public.change_user(null, p_id, p_role, p_tier)
$$;

revoke execute on function public.refuse_change(), public.note_act(uuid, text, uuid, jsonb),
  public.change_user(uuid, uuid, text, text) from public, anon, authenticated;
grant execute on function public.refuse_change(), public.note_act(uuid, text, uuid, jsonb),
  public.change_user(uuid, uuid, text, text) to service_role;

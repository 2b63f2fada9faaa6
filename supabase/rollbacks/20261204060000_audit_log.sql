-- Undoes the migration of this name. The log is lost.
create or replace function public.set_user(p_id uuid, p_role text, p_tier text) returns void
language sql security definer set search_path = '' as $$
  update public.profiles set role = coalesce(p_role, role), tier = coalesce(p_tier, tier) where id = p_id
$$;
drop function public.change_user(uuid, uuid, text, text);
drop function public.note_act(uuid, text, uuid, jsonb);
drop table public.audit_log;
drop function public.refuse_change();

-- Undoes the migration of this name. An invitation that is held for an address is used from then on.
update public.invitations set used_at = now() where held_for is not null and used_at is null;
drop function public.hold_invitation(text, text);
create or replace function public.take_invitation(p_hash text, p_email text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.invitations set used_at = now()
  where hash = p_hash and used_at is null and expires_at > now() and (email is null or lower(email) = lower(p_email));
  return found;
end
$$;
alter table public.invitations drop column held_for;

-- When Auth falls silent over a sign-up, nobody knows whether the account was made. The invitation is then good for that
-- address alone: who comes again gets the account, or hears that it is there, and no second one comes of it.

alter table public.invitations add column held_for text; -- in lower case

create or replace function public.take_invitation(p_hash text, p_email text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.invitations set used_at = now()
  where hash = p_hash and used_at is null and expires_at > now() and (email is null or lower(email) = lower(p_email))
    and (held_for is null or held_for = lower(p_email));
  return found;
end
$$;

-- The account of this address may have been made.
create function public.hold_invitation(p_hash text, p_email text) returns boolean
language sql security definer set search_path = '' as $$
  update public.invitations set used_at = null, held_for = lower(p_email) where hash = p_hash;
  select true
$$;

revoke execute on function public.hold_invitation(text, text) from public, anon, authenticated;
grant execute on function public.hold_invitation(text, text) to service_role;

-- Invitations, for deployments that take no other new accounts: see SIGN_UPS. They are for the secret key alone.

create table public.invitations (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'), -- SHA-256 of the code, which has 128 random bits
  email text, -- whom it is for; null: whoever has it
  expires_at timestamptz not null,
  used_at timestamptz
);
alter table public.invitations enable row level security;
revoke all on public.invitations from anon, authenticated;
grant all on public.invitations to service_role;

create function public.make_invitation(p_hash text, p_email text, p_days integer) returns boolean
language sql security definer set search_path = '' as $$
  -- What serves nobody any more goes with the next that is made.
  delete from public.invitations where expires_at < now() - interval '90 days';
  insert into public.invitations (hash, email, expires_at) values (p_hash, p_email, now() + make_interval(days => p_days));
  select true
$$;

-- Whether the invitation was there to be taken, once.
create function public.take_invitation(p_hash text, p_email text) returns boolean
language plpgsql security definer set search_path = '' as $$
begin
  update public.invitations set used_at = now()
  where hash = p_hash and used_at is null and expires_at > now() and (email is null or lower(email) = lower(p_email));
  return found;
end
$$;

-- The account was not made.
create function public.return_invitation(p_hash text) returns boolean
language sql security definer set search_path = '' as $$
  update public.invitations set used_at = null where hash = p_hash;
  select true
$$;

revoke execute on function public.make_invitation(text, text, integer), public.take_invitation(text, text),
  public.return_invitation(text) from public, anon, authenticated;
grant execute on function public.make_invitation(text, text, integer), public.take_invitation(text, text),
  public.return_invitation(text) to service_role;

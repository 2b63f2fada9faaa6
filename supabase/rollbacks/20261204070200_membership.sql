-- Undoes the migration of this name.
drop function public.remove_member(uuid, uuid), public.set_member(uuid, uuid, text),
  public.transfer_project(public.projects, uuid), public.stop_member(uuid, uuid), public.accept_invitation(text, uuid),
  public.decline_invitation(uuid), public.list_own_invitations(), public.revoke_invitation(uuid, uuid),
  public.invite_member(uuid, text, text, text, integer), public.list_invitations(uuid), public.list_members(uuid),
  public.own_address();

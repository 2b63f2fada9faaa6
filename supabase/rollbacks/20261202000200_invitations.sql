-- Undoes the migration of this name. Invitations that were not used are lost.
drop function public.return_invitation(text);
drop function public.take_invitation(text, text);
drop function public.make_invitation(text, text, integer);
drop table public.invitations;

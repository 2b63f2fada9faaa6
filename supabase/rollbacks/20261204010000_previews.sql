-- Undoes the migration of this name. All addresses of previews are lost.
drop function public.open_preview(uuid, text, text[], text[], boolean);
drop function public.files_of_run(uuid);
drop function public.revoke_preview(uuid, uuid);
drop function public.create_preview(uuid, jsonb);
drop table public.previews;

-- Undoes the migration of this name. Roles and tiers are lost.
drop function public.report_usage(timestamptz, text);
drop function public.set_user(uuid, text, text);
drop function public.find_user(text);
drop function public.describe_database();
alter table public.profiles drop column tier, drop column role;

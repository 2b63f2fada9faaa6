-- Undoes the migration of this name.
drop function public.admin_set_tier(text, jsonb);
drop function public.admin_list_tiers();

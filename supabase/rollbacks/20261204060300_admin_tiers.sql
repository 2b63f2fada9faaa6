-- Undoes the migration of this name. What was done to tiers stays in the log, so that its target may be null from then on.
drop function public.admin_set_tier(text, jsonb);
drop function public.admin_list_tiers();

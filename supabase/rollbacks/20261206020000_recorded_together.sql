-- Undoes the migration of this name.
drop function public.record_calls(jsonb, jsonb);

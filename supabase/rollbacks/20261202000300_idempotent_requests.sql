-- Undoes the migration of this name. A request that is repeated is done again.
drop function public.end_request(uuid, text, text, text);
drop function public.begin_request(uuid, text, text, text, integer);
drop table public.idempotent_requests;

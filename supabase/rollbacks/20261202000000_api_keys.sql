-- Undoes the migration of this name. All keys are lost, and by which of them something was used.
drop trigger note_key_of_call on public.usage_ledger;
drop trigger note_key_of_run on public.runs;
drop function public.note_key_of_call();
drop function public.note_key_of_run();
drop function public.caller_key();
alter table public.runs drop column key_id;
alter table public.usage_ledger drop column key_id;
drop function public.find_api_key(text);
drop function public.rotate_api_key(uuid, uuid, text, text, integer);
drop function public.revoke_api_key(uuid, uuid);
drop function public.create_api_key(uuid, jsonb);
drop table public.api_keys;
alter table public.tier_limits drop column max_keys;

create or replace function public.limits_of(p_owner uuid) returns public.tier_limits
language plpgsql stable set search_path = '' as $$
declare
  owned text := coalesce((select tier from public.profiles where id = p_owner), 'free');
  limits public.tier_limits;
begin
  select * into limits from public.tier_limits where tier = owned;
  limits.tier := owned;
  limits.max_projects := coalesce(limits.max_projects, 1000);
  limits.max_active_runs := coalesce(limits.max_active_runs, 100);
  limits.max_versions := coalesce(limits.max_versions, 10000);
  limits.max_project_bytes := coalesce(limits.max_project_bytes, 536870912);
  limits.max_account_bytes := coalesce(limits.max_account_bytes, 5368709120);
  return limits;
end
$$;

-- Undoes the migration of this name. What pages have told is lost.
update public.runs set options = options - 'repair' where options ? 'repair';

create or replace function public.options_are_valid(p_options jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
begin
  if p_options is null or jsonb_typeof(p_options) <> 'object' or octet_length(p_options::text) > 2097152 then return false; end if;
  if p_options - array['mode', 'budget', 'attachments'] <> '{}' then return false; end if;
  if p_options ? 'mode' and p_options -> 'mode' not in ('"ask"', '"plan"', '"build"') then return false; end if;
  if p_options ? 'budget' and not public.budget_is_valid(p_options -> 'budget') then return false; end if;
  return not p_options ? 'attachments' or jsonb_typeof(p_options -> 'attachments') = 'array';
end
$$;

drop function public.report_page_problems(uuid, text, jsonb);
drop table public.page_problems;

-- Undoes the migration of this name.
drop function public.delete_account(uuid, integer);
drop function public.stop_account(uuid);
create or replace function public.cancel_run(p_run uuid) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  target public.runs;
begin
  if not exists (select from public.runs where id = p_run and owner_id = auth.uid()) then
    perform public.raise_code(404, 'not_found');
  end if;
  target := public.lock_run(p_run);
  if target.id is null then perform public.raise_code(404, 'not_found'); end if;
  if target.finished_at is not null then return target; end if;
  update public.runs set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = p_run;
  if target.lease_expires_at is null or target.lease_expires_at < now() then
    perform public.end_run(p_run, 'canceled', 'canceled', 'The run was canceled.');
  end if;
  select * into target from public.runs where id = p_run;
  return target;
end
$$;
drop function public.stop_run(uuid);
drop function public.end_session(uuid);
drop function public.list_sessions();

-- Undoes the migration of this name. Who was a member is one no more, and runs of members become the project owner's.
drop trigger keep_runs_of_others on auth.users;
select public.hand_over_runs(u.id) from auth.users u;
drop policy read_as_member on public.projects;
drop policy delete_as_owner on public.projects;
drop policy read_as_member on public.runs;
drop table public.project_invitations, public.project_members;
create policy read_own on public.projects for select to authenticated using (owner_id = (select auth.uid()));
create policy delete_own on public.projects for delete to authenticated using (owner_id = (select auth.uid()));
create policy read_own on public.runs for select to authenticated using (owner_id = (select auth.uid()));
drop function public.keep_runs_of_others(), public.hand_over_runs(uuid), public.lock_project(uuid, text), public.hold_accounts(uuid, uuid),
  public.require_can(uuid, text), public.projects_i_can(text, boolean), public.can(uuid, text), public.role_in(uuid),
  public.roles_of(uuid), public.allows(text, text);
alter table public.runs drop column is_shared, drop column handed_over;

-- Undoes the migration of this name. All projects, versions and runs are lost; accounts stay.
drop trigger create_profile on auth.users;
drop function public.create_profile();
drop table public.messages, public.run_events, public.run_steps, public.runs, public.versions, public.blobs,
  public.projects, public.profiles;

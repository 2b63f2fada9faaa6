-- Undoes the migration of this name. Nothing is lost; the API does not work without these functions.
drop function
  public.cancel_run,
  public.finish_run,
  public.record_run,
  public.hold_run,
  public.claim_run,
  public.create_run,
  public.append_events,
  public.commit_version,
  public.insert_version,
  public.paths_are_safe,
  public.store_blobs,
  public.update_project,
  public.read_file,
  public.read_manifest,
  public.list_projects,
  public.raise_code;

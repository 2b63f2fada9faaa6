-- Undoes the migration of this name. What was attached to prompts is lost.
create or replace function public.insert_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null,
  p_options jsonb default '{}'
) returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  limits public.tier_limits;
  result public.runs;
begin
  perform from auth.users where id = (select owner_id from public.projects where id = p_project) for key share;
  select * into project from public.projects where id = p_project for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  -- The bounds of newRunSchema in src/runs/run.ts.
  if p_prompt is null or public.is_blank(p_prompt) or public.utf16_length(p_prompt) > 32000
    or p_model is null or public.utf16_length(p_model) not between 1 and 200
    or not public.options_are_valid(p_options)
  then perform public.raise_code(400, 'bad_request'); end if;
  if exists (select from public.runs where project_id = p_project and status in ('queued', 'running', 'waiting')) then
    perform public.raise_code(409, 'run_active');
  end if;
  limits := public.limits_of(project.owner_id);
  -- A run that could not be stored would cost for nothing.
  if project.head >= limits.max_versions or project.used_bytes >= limits.max_project_bytes then
    perform public.raise_code(409, 'storage_full');
  end if;
  perform public.require_room_for_run(project.owner_id, limits);
  if limits.max_monthly_runs is not null and public.count_monthly_runs(project.owner_id) >= limits.max_monthly_runs
  then perform public.raise_code(409, 'too_many_runs'); end if;
  insert into public.runs (project_id, owner_id, kind, prompt, model, base_version, options, budget)
  values (p_project, project.owner_id, p_kind, p_prompt, p_model, project.head, p_options,
    public.budget_within(limits, p_options -> 'budget'))
  returning * into result;
  perform public.charge_storage(p_project, public.stored_size(result));
  insert into public.messages (project_id, run_id, role, content) values (p_project, result.id, 'user', p_prompt);
  perform public.append_events(result.id, jsonb_build_array(jsonb_build_object('type', 'run.created',
    'data', jsonb_build_object('kind', p_kind, 'model', p_model, 'base_version', project.head))));
  if p_lease_seconds is not null then perform public.claim_run(result.id, p_lease_seconds); end if;
  select * into result from public.runs where id = result.id;
  return result;
end
$$;

create or replace function public.prune_run_facts(p_limit integer, p_days integer, p_dry_run boolean default false) returns integer
language plpgsql security definer set search_path = '' as $$
declare
  old uuid[];
begin
  if p_dry_run then
    return (
      select count(*) from (
        select from public.runs
        where not facts_pruned and finished_at < now() - make_interval(days => p_days) limit p_limit
      ) prunable
    );
  end if;
  old := array(
    select id from public.runs
    where not facts_pruned and finished_at < now() - make_interval(days => p_days)
    order by finished_at limit p_limit for update skip locked
  );
  delete from public.run_events e using public.runs r where r.id = any (old) and e.run_id = r.id and e.seq < r.last_event;
  delete from public.run_steps where run_id = any (old);
  update public.runs set facts_pruned = true where id = any (old);
  return cardinality(old);
end
$$;

drop function public.attachments_are_valid(jsonb);
drop function public.attachment_is_valid(jsonb);
drop function public.attached_bytes(uuid[]);
drop function public.attached_size(jsonb);
drop table public.run_attachments;

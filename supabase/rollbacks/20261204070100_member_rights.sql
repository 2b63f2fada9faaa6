-- Undoes the migration of this name.
drop function public.read_project(uuid), public.list_projects(text, text, timestamptz, uuid, integer),
  public.update_project(uuid, jsonb);

create or replace function public.list_projects(p_search text, p_status text, p_before_created_at timestamptz, p_before_id uuid, p_limit integer)
returns setof public.projects
language sql stable set search_path = '' as $$
  select * from public.projects
  where (p_status is null or status = p_status)
    and (p_search is null or name || ' ' || description ilike '%' || regexp_replace(p_search, '([\\%_])', '\\\1', 'g') || '%')
    and (p_before_id is null or (created_at, id) < (p_before_created_at, p_before_id))
  order by created_at desc, id desc
  limit p_limit
$$;

create or replace function public.update_project(p_project uuid, p_changes jsonb)
returns public.projects
language plpgsql security definer set search_path = '' as $$
declare
  result public.projects;
begin
  update public.projects set
    name = coalesce(p_changes ->> 'name', name),
    description = coalesce(p_changes ->> 'description', description),
    instructions = coalesce(p_changes ->> 'instructions', instructions),
    status = coalesce(p_changes ->> 'status', status),
    updated_at = now()
  where id = p_project and owner_id = auth.uid()
  returning * into result;
  if result.id is null then perform public.raise_code(404, 'not_found'); end if;
  return result;
end
$$;

create or replace function public.fork_project(p_project uuid, p_version integer default null, p_name text default null)
returns public.projects
language plpgsql security definer set search_path = '' as $$
declare
  source public.projects;
  forked public.versions;
  made public.projects;
begin
  if auth.uid() is null then perform public.raise_code(401, 'unauthorized'); end if;
  select * into source from public.projects where id = p_project and owner_id = auth.uid();
  if not found then perform public.raise_code(404, 'not_found'); end if;
  select * into forked from public.versions
  where project_id = p_project and number = coalesce(p_version, source.head) and state <> 'dropped';
  if not found and coalesce(p_version, source.head) <> 0 then perform public.raise_code(404, 'not_found'); end if;
  insert into public.projects (owner_id, name, description, instructions)
  values (auth.uid(), coalesce(p_name, source.name), source.description, source.instructions) returning * into made;
  if forked.number is null then return made; end if;
  insert into public.blobs (project_id, hash, size_bytes, encoding, content)
  select made.id, b.hash, b.size_bytes, b.encoding, b.content from public.blobs b
  where b.project_id = p_project and b.hash in (select file.value ->> 'hash' from jsonb_each(forked.manifest) as file);
  perform public.charge_storage(made.id, (
    select coalesce(sum(public.stored_size(b)), 0)::bigint from public.blobs b where b.project_id = made.id
  ));
  perform public.insert_version(made.id, 0, forked.manifest, '[]', 'fork',
    format('Fork version %s of %s', forked.number, source.name), null);
  select * into made from public.projects where id = made.id;
  return made;
end
$$;

create or replace function public.commit_version(p_project uuid, p_expected_head integer, p_manifest jsonb, p_blobs jsonb, p_origin text, p_summary text, p_merge boolean default false)
returns public.versions
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  base integer;
  committed public.versions;
begin
  perform from auth.users where id = auth.uid() for key share;
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  if exists (
    select from jsonb_array_elements(p_blobs) as blob
    where not exists (select from jsonb_each(p_manifest) as file where file.value ->> 'hash' = blob.value ->> 'hash')
  ) then perform public.raise_code(400, 'bad_request'); end if;
  if p_origin not in ('write', 'restore') then perform public.raise_code(400, 'bad_request'); end if;
  if p_merge and project.head > p_expected_head then
    p_manifest := public.merge_manifest(p_project, p_expected_head, project.head, p_manifest);
    base := p_expected_head;
    p_expected_head := project.head;
  end if;
  committed := public.insert_version(p_project, p_expected_head, p_manifest, p_blobs, p_origin, p_summary, null);
  if base is not null then committed := public.name_parent(committed, base); end if;
  return committed;
end
$$;

create or replace function public.lock_conflict(p_project uuid, p_version integer)
returns public.versions
language plpgsql set search_path = '' as $$
declare
  project public.projects;
  conflict public.versions;
begin
  perform from auth.users where id = auth.uid() for key share;
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  select * into conflict from public.versions
  where project_id = p_project and number = p_version and state <> 'dropped' for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  if conflict.state <> 'conflict' then perform public.raise_code(409, 'no_conflict'); end if;
  return conflict;
end
$$;

create or replace function public.read_report(p_project uuid, p_version integer)
returns table(version integer, origin text, run jsonb, is_merged boolean, report jsonb, models jsonb)
language sql stable set search_path = '' as $$
  select v.number, v.origin, to_jsonb(r), source.is_merged, w.report, (
    select jsonb_agg(to_jsonb(m) order by m.model)
    from (
      select model, count(*) as calls, count(*) filter (where outcome <> 'whole') as calls_not_whole,
        sum(prompt_tokens) as prompt_tokens, sum(completion_tokens) as completion_tokens, bool_or(estimated) as estimated,
        case when bool_and(cost_usd is not null) then sum(cost_usd) end as cost_usd
      from public.usage_ledger where run_id = r.id group by model
    ) m
  )
  from public.versions v
  left join lateral (
    select made.number, made.run_id, made.state = 'committed' and cardinality(made.parents) > 1 as is_merged
    from public.versions made
    where made.project_id = v.project_id and made.number <= v.number and made.run_id is not null
      and made.file_count = v.file_count and made.size_bytes = v.size_bytes and made.manifest = v.manifest
    order by made.number desc limit 1
  ) source on true
  left join public.runs r on r.id = source.run_id
  left join public.version_reports w on w.project_id = v.project_id and w.number = source.number
  where v.project_id = p_project and v.number = p_version
$$;

create or replace function public.charge_storage(p_project uuid, p_bytes bigint)
returns void
language plpgsql set search_path = '' as $$
declare
  project public.projects;
  limits public.tier_limits;
begin
  if p_bytes = 0 then return; end if;
  update public.projects set used_bytes = used_bytes + p_bytes where id = p_project returning * into project;
  limits := public.limits_of(project.owner_id);
  perform public.lock_account(project.owner_id);
  if project.used_bytes > limits.max_project_bytes
    or (select sum(used_bytes) from public.projects where owner_id = project.owner_id) > limits.max_account_bytes
  then perform public.raise_code(409, 'storage_full'); end if;
end
$$;

create or replace function public.lock_run(p_run uuid) returns public.runs
language plpgsql set search_path = '' as $$
declare
  locked public.runs;
begin
  perform from auth.users where id = (select owner_id from public.runs where id = p_run) for key share;
  perform from public.projects where id = (select project_id from public.runs where id = p_run) for no key update;
  select * into locked from public.runs where id = p_run for update;
  return locked;
end
$$;

create or replace function public.insert_run(p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null, p_options jsonb default '{}')
returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  limits public.tier_limits;
  result public.runs;
  attachments jsonb;
  notes jsonb;
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
  if not public.attachments_are_valid(p_options -> 'attachments') then perform public.raise_code(400, 'bad_request'); end if;
  attachments := p_options -> 'attachments';
  if attachments is not null then
    select jsonb_agg(jsonb_build_object('name', a.value -> 'name', 'media_type', a.value -> 'media_type',
      'size_bytes', public.attached_size(a.value)) order by a.ordinality) into notes
    from jsonb_array_elements(attachments) with ordinality as a;
    p_options := p_options || jsonb_build_object('attachments', coalesce(notes, '[]'));
  end if;
  insert into public.runs (project_id, owner_id, kind, prompt, model, base_version, options, budget)
  values (p_project, project.owner_id, p_kind, p_prompt, p_model, project.head, p_options,
    public.budget_within(limits, p_options -> 'budget'))
  returning * into result;
  perform public.charge_storage(p_project, public.stored_size(result));
  insert into public.messages (project_id, run_id, role, content, attachments)
  values (p_project, result.id, 'user', p_prompt, coalesce(notes, '[]'));
  insert into public.run_attachments (run_id, position, name, media_type, content)
  select result.id, a.ordinality, a.value ->> 'name', a.value ->> 'media_type', a.value ->> 'content'
  from jsonb_array_elements(coalesce(attachments, '[]')) with ordinality as a;
  perform public.charge_storage(p_project, public.attached_bytes(array[result.id]));
  perform public.append_events(result.id, jsonb_build_array(jsonb_build_object('type', 'run.created',
    'data', jsonb_build_object('kind', p_kind, 'model', p_model, 'base_version', project.head))));
  if p_lease_seconds is not null then perform public.claim_run(result.id, p_lease_seconds); end if;
  select * into result from public.runs where id = result.id;
  return result;
end
$$;

create or replace function public.create_run(p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null, p_options jsonb default '{}')
returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  project public.projects;
  mode text := coalesce(p_options ->> 'mode', 'build');
  is_new boolean;
begin
  perform from auth.users where id = auth.uid() for key share;
  select * into project from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  is_new := project.head = 0 or exists (
    select from public.versions where project_id = p_project and number = project.head and origin = 'template'
  );
  p_kind := coalesce(p_kind, case
    when mode = 'ask' or (mode = 'plan' and not is_new) then 'chat'
    when is_new then 'generate'
    else 'edit'
  end);
  if p_kind not in ('generate', 'edit', 'chat') or p_lease_seconds not between 1 and 600
    -- Only a chat can leave the files alone, and an edit has no plan.
    or (mode = 'ask' and p_kind <> 'chat') or (mode = 'plan' and p_kind = 'edit')
  then perform public.raise_code(400, 'bad_request'); end if;
  return public.insert_run(p_project, p_kind, p_prompt, p_model, p_lease_seconds, p_options);
end
$$;

create or replace function public.answer_run(p_run uuid, p_input jsonb, p_lease_seconds integer default null)
returns public.runs
language plpgsql security definer set search_path = '' as $$
declare
  target public.runs;
  project public.projects;
begin
  if not exists (select from public.runs where id = p_run and owner_id = auth.uid()) then
    perform public.raise_code(404, 'not_found');
  end if;
  target := public.lock_run(p_run);
  if target.id is null then perform public.raise_code(404, 'not_found'); end if;
  if not coalesce(public.input_is_valid(p_input), false) or p_lease_seconds not between 1 and 600 then
    perform public.raise_code(400, 'bad_request');
  end if;
  if target.status <> 'awaiting_input' then perform public.raise_code(409, 'input_not_awaited'); end if;
  if (target.question ->> 'kind' = 'plan') = (p_input ? 'text') then perform public.raise_code(400, 'input_does_not_fit'); end if;
  select * into project from public.projects where id = target.project_id;
  if project.status = 'archived' then perform public.raise_code(409, 'project_archived'); end if;
  if exists (select from public.runs where project_id = project.id and status in ('queued', 'running', 'waiting')) then
    perform public.raise_code(409, 'run_active');
  end if;
  perform public.require_room_for_run(target.owner_id, public.limits_of(target.owner_id));
  perform public.charge_storage(project.id, octet_length(p_input::text)::bigint * 3 + 1024);
  insert into public.run_steps (run_id, name, attempt, output, epoch)
  values (p_run, target.question ->> 'step', (target.question ->> 'attempt')::integer, p_input, target.epoch);
  if p_input ->> 'text' is not null or p_input ->> 'plan' is not null then
    insert into public.messages (project_id, run_id, role, content)
    values (project.id, p_run, 'user', coalesce(p_input ->> 'text', p_input ->> 'plan'));
  end if;
  update public.runs set status = 'queued', question = null where id = p_run;
  perform public.append_events(p_run, jsonb_build_array(jsonb_build_object('type', 'input.received', 'data', p_input)));
  if p_lease_seconds is not null then perform public.claim_run(p_run, p_lease_seconds); end if;
  select * into target from public.runs where id = p_run;
  return target;
end
$$;

create or replace function public.cancel_run(p_run uuid)
returns public.runs
language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select from public.runs where id = p_run and owner_id = auth.uid()) then
    perform public.raise_code(404, 'not_found');
  end if;
  return public.stop_run(p_run);
end
$$;

create or replace function public.count_monthly_runs(p_owner uuid)
returns bigint
language sql stable set search_path = '' as $$
  with month as (select date_trunc('month', now() at time zone 'utc') at time zone 'utc' as start)
  select count(*) from (
    select id from public.runs, month where owner_id = p_owner and created_at >= month.start
    union
    select run_id from public.usage_ledger, month
    where owner_id = p_owner and created_at >= month.start and run_id is not null
  ) made
$$;

create or replace function public.enqueue_deliveries()
returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  -- Whoever deletes a webhook locks it first, and what hangs on it then: so does this.
  perform from public.webhooks w
  where w.paused_at is null and w.owner_id in (select r.owner_id from public.runs r where r.id in (select run_id from added))
  for key share;
  if not found then return null; end if;
  -- The row is locked, so that nobody takes it for empty until this is stored.
  insert into public.webhook_queues as q (webhook_id, run_id)
  select distinct w.id, a.run_id
  from added a join public.runs r on r.id = a.run_id
  join public.webhooks w on w.owner_id = r.owner_id and w.paused_at is null and a.type = any (w.events)
  order by 1, 2
  on conflict (webhook_id, run_id) do update set due_at = q.due_at;
  insert into public.webhook_deliveries (webhook_id, run_id, seq, type)
  select w.id, a.run_id, a.seq, a.type
  from added a join public.runs r on r.id = a.run_id
  join public.webhooks w on w.owner_id = r.owner_id and w.paused_at is null and a.type = any (w.events)
  join public.webhook_queues q on q.webhook_id = w.id and q.run_id = a.run_id;
  return null;
end
$$;

create or replace function public.create_preview(p_project uuid, p_preview jsonb)
returns public.previews
language plpgsql security definer set search_path = '' as $$
declare
  given public.previews := jsonb_populate_record(null::public.previews, p_preview);
  made public.previews;
begin
  perform from public.projects where id = p_project and owner_id = auth.uid() for update;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  if given.version is not null and not exists (
    select from public.versions where project_id = p_project and number = given.version
  ) then perform public.raise_code(404, 'not_found'); end if;
  if given.run_id is not null and not exists (
    select from public.runs where project_id = p_project and id = given.run_id
  ) then perform public.raise_code(404, 'not_found'); end if;
  if given.expires_at is null or given.expires_at > now() + interval '366 days'
  then perform public.raise_code(400, 'bad_request'); end if;
  if (select count(*) from public.previews where project_id = p_project and revoked_at is null and expires_at > now()) >= 200
  then perform public.raise_code(409, 'too_many_previews'); end if;
  -- Those that show nothing any more are told apart from ones that never were, up to a bound.
  delete from public.previews where id in (
    select id from public.previews where project_id = p_project and (revoked_at is not null or expires_at <= now())
    order by created_at desc offset 500
  );
  insert into public.previews (project_id, key, version, run_id, shared, frame_ancestor, expires_at)
  values (
    p_project, given.key, given.version, given.run_id, coalesce(given.shared, false), given.frame_ancestor, given.expires_at
  ) returning * into made;
  return made;
end
$$;

create or replace function public.revoke_preview(p_project uuid, p_id uuid)
returns public.previews
language plpgsql security definer set search_path = '' as $$
declare
  result public.previews;
begin
  update public.previews v set revoked_at = coalesce(v.revoked_at, now())
  from public.projects p
  where v.id = p_id and v.project_id = p_project and p.id = p_project and p.owner_id = auth.uid()
  returning v.* into result;
  if not found then perform public.raise_code(404, 'not_found'); end if;
  return result;
end
$$;

create or replace function public.prune_accounts(p_limit integer, p_dry_run boolean default false)
returns integer
language plpgsql security definer set search_path = '' as $$
declare
  gone uuid[] := array(
    select p.id from public.profiles p join auth.users u on u.id = p.id
    where to_jsonb(u) ->> 'deleted_at' is not null limit p_limit
  );
  doomed uuid[] := array(select id from public.projects where owner_id = any (gone) limit p_limit);
  emptied uuid[];
begin
  if p_dry_run then return least(p_limit, cardinality(gone) + cardinality(doomed)); end if;
  delete from public.webhooks where owner_id = any (gone);
  delete from public.projects where id = any (doomed);
  emptied := array(
    select id from unnest(gone) as id where not exists (select from public.projects where owner_id = id)
    limit p_limit - cardinality(doomed)
  );
  delete from public.usage_ledger where owner_id = any (emptied);
  delete from public.profiles where id = any (emptied);
  return cardinality(doomed) + cardinality(emptied);
end
$$;

drop function public.lock_storage(uuid);
revoke execute on function public.list_projects(text, text, timestamptz, uuid, integer), public.update_project(uuid, jsonb)
  from public, anon, authenticated;
grant execute on function public.list_projects(text, text, timestamptz, uuid, integer), public.update_project(uuid, jsonb)
  to authenticated, service_role;

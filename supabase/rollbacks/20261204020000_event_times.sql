-- Undoes the migration of this name. Releases before it read the error of a run's end from two fields.
drop function public.record_run(uuid, integer, integer, jsonb, jsonb, jsonb, jsonb, integer);
create function public.record_run(
  p_run uuid, p_epoch integer, p_lease_seconds integer, p_events jsonb, p_blobs jsonb, p_step jsonb default null,
  p_usage jsonb default '[]', p_last_event integer default null
) returns table (last_event integer, cancel_requested boolean)
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs := public.hold_run(p_run, p_epoch);
begin
  update public.runs set lease_expires_at = now() + make_interval(secs => p_lease_seconds) where id = p_run;
  perform public.book_usage(p_run, held.owner_id, p_usage);
  if held.last_event = p_last_event + jsonb_array_length(p_events) and jsonb_array_length(p_events) > 0 then
    return query select held.last_event, held.cancel_requested_at is not null;
    return;
  end if;
  if held.last_event <> p_last_event then perform public.raise_code(409, 'stale_epoch'); end if;
  perform public.store_blobs(held.project_id, p_blobs);
  if p_step is not null then
    insert into public.run_steps (run_id, name, attempt, output, epoch)
    values (p_run, p_step ->> 'name', (p_step ->> 'attempt')::integer, p_step -> 'output', p_epoch)
    on conflict on constraint run_steps_pkey do update
      set output = excluded.output, epoch = excluded.epoch, finished_at = now();
  end if;
  return query select public.append_events(p_run, p_events), held.cancel_requested_at is not null;
end
$$;
revoke execute on function public.record_run(uuid, integer, integer, jsonb, jsonb, jsonb, jsonb, integer) from public, anon, authenticated;
grant execute on function public.record_run(uuid, integer, integer, jsonb, jsonb, jsonb, jsonb, integer) to service_role;

create or replace function public.finish_run(
  p_run uuid, p_epoch integer, p_result jsonb, p_manifest jsonb default null, p_usage jsonb default '[]'
) returns jsonb
language plpgsql security definer set search_path = '' as $$
declare
  held public.runs;
  current_head integer;
  committed public.versions;
  closing jsonb := '[]';
  is_conflict boolean := false;
begin
  held := public.lock_run(p_run);
  if held.epoch = p_epoch and held.finished_at is not null then return public.describe_end(p_run); end if;
  held := public.hold_run(p_run, p_epoch);
  perform public.book_usage(p_run, held.owner_id, p_usage);
  select * into held from public.runs where id = p_run;
  -- The user's word comes first: the row is locked, so no cancellation can come between this and the commit.
  if held.cancel_requested_at is not null then
    p_manifest := null;
    p_result := p_result || '{"status": "canceled", "error_code": "canceled", "error_message": "The run was canceled."}';
  end if;
  if p_manifest is not null then
    select head into current_head from public.projects where id = held.project_id;
    if current_head > held.base_version then
      begin
        p_manifest := public.merge_manifest(held.project_id, held.base_version, current_head, p_manifest);
      exception when sqlstate 'PT409' then
        is_conflict := true;
      end;
    end if;
    if is_conflict then
      committed := public.store_version(held.project_id, array_remove(array[current_head, held.base_version], 0), 'conflict',
        p_manifest, '[]', 'run', coalesce(p_result ->> 'summary', ''), p_run);
      p_result := p_result || jsonb_build_object('status', 'partial', 'error_code', 'conflict', 'error_message',
        'The same files were changed meanwhile: the result is a version of its own, to be applied or dropped.');
    else
      committed := public.insert_version(held.project_id, current_head, p_manifest, '[]', 'run',
        coalesce(p_result ->> 'summary', ''), p_run);
      if current_head > held.base_version then
        committed := public.name_parent(committed, held.base_version);
      end if;
    end if;
    closing := jsonb_build_array(jsonb_build_object(
      'type', case when is_conflict then 'version.conflicted' else 'version.committed' end,
      'data', jsonb_build_object('version', committed.number, 'file_count', committed.file_count,
        'size_bytes', committed.size_bytes, 'parents', committed.parents) || case when is_conflict
          then jsonb_build_object('paths', public.conflicting_paths(held.project_id, held.base_version, current_head, p_manifest))
          else '{}' end));
  end if;
  if coalesce(p_result ->> 'message', '') <> '' then
    insert into public.messages (project_id, run_id, role, content)
    values (held.project_id, p_run, 'assistant', p_result ->> 'message');
    closing := closing || jsonb_build_array(jsonb_build_object('type', 'message.completed',
      'data', jsonb_build_object('content', p_result -> 'message')));
  end if;
  update public.runs set
    status = p_result ->> 'status',
    version = committed.number,
    error_code = p_result ->> 'error_code',
    error_message = p_result ->> 'error_message',
    failed_files = coalesce(p_result -> 'failed_files', '[]'),
    lease_expires_at = null,
    finished_at = now()
  where id = p_run;
  closing := closing || jsonb_build_array(jsonb_build_object('type', 'run.' || (p_result ->> 'status'),
    'data', jsonb_strip_nulls(jsonb_build_object('status', p_result -> 'status', 'version', committed.number,
      'error_code', p_result -> 'error_code', 'error_message', p_result -> 'error_message',
      'failed_files', coalesce(p_result -> 'failed_files', '[]'), 'usage', held.usage))));
  perform public.append_events(p_run, closing);
  return public.describe_end(p_run);
end
$$;

create or replace function public.end_run(p_run uuid, p_status text, p_code text, p_message text) returns void
language plpgsql set search_path = '' as $$
declare
  ended public.runs;
begin
  update public.runs set status = p_status, error_code = p_code, error_message = p_message, epoch = epoch + 1,
    lease_expires_at = null, retry_at = null, question = null, finished_at = now()
  where id = p_run returning * into ended;
  perform public.append_events(p_run, jsonb_build_array(jsonb_build_object('type', 'run.' || p_status,
    'data', jsonb_build_object('status', p_status, 'error_code', p_code, 'error_message', p_message, 'usage', ended.usage))));
end
$$;

create or replace function public.describe_end(p_run uuid) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(r) || jsonb_build_object('events', (
    select jsonb_agg(jsonb_build_object('seq', e.seq, 'type', e.type, 'data', e.data) order by e.seq)
    from public.run_events e
    where e.run_id = r.id and e.seq > r.last_event - 3 and e.step is null
      and (e.type in ('version.committed', 'version.conflicted', 'message.completed') or e.seq = r.last_event)
  ))
  from public.runs r where r.id = p_run
$$;

update public.run_events set data = data - 'error'
  || jsonb_build_object('error_code', data -> 'error' -> 'code', 'error_message', data -> 'error' -> 'message')
where type in ('run.succeeded', 'run.partial', 'run.failed', 'run.canceled') and data ? 'error';
drop function public.describe_error(text, text);

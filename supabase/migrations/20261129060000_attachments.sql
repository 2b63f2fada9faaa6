-- What is attached to a prompt: images, and texts. It is kept beside its run, of which the row tells no more than the names,
-- until the facts of the run are pruned.

create table public.run_attachments (
  run_id uuid not null references public.runs (id) on delete cascade,
  position integer not null,
  name text not null,
  media_type text not null,
  content text not null, -- of an image in base64
  primary key (run_id, position)
);
alter table public.run_attachments enable row level security;
create policy read_own on public.run_attachments for select to authenticated
  using (exists (select from public.runs r where r.id = run_id));
revoke all on public.run_attachments from anon, authenticated;
grant select on public.run_attachments to authenticated;
grant all on public.run_attachments to service_role;

-- How many bytes an attachment has: of an image, not of its base64.
create function public.attached_size(p_attachment jsonb) returns integer
language sql immutable set search_path = '' as $$
  select case p_attachment ->> 'media_type' when 'text/plain' then octet_length(p_attachment ->> 'content')
    else octet_length(decode(p_attachment ->> 'content', 'base64')) end
$$;

-- What the attachments of runs take.
create function public.attached_bytes(p_runs uuid[]) returns bigint
language sql stable set search_path = '' as $$
  select coalesce(sum(octet_length(content)::bigint + 1024), 0)::bigint from public.run_attachments where run_id = any (p_runs)
$$;

-- Whether it is one {"name", "media_type", "content"}, whose content is what its type says: by the first bytes of an image.
create function public.attachment_is_valid(p_attachment jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  content text := p_attachment ->> 'content';
  head text;
begin
  if jsonb_typeof(p_attachment) <> 'object' or p_attachment - array['name', 'media_type', 'content'] <> '{}'
    or jsonb_typeof(p_attachment -> 'name') is distinct from 'string'
    or jsonb_typeof(p_attachment -> 'content') is distinct from 'string'
    or public.is_blank(p_attachment ->> 'name') or public.utf16_length(p_attachment ->> 'name') > 200
  then return false; end if;
  if p_attachment ->> 'media_type' = 'text/plain' then return octet_length(content) between 1 and 262144; end if;
  if octet_length(content) > 1398104 or content !~ '^[A-Za-z0-9+/]+={0,2}$' or octet_length(content) % 4 <> 0 then return false; end if;
  head := encode(substring(decode(left(content, 16), 'base64') for 12), 'hex');
  return coalesce(case p_attachment ->> 'media_type'
    when 'image/png' then head like '89504e470d0a1a0a%'
    when 'image/jpeg' then head like 'ffd8ff%'
    when 'image/gif' then head like '474946383761%' or head like '474946383961%'
    when 'image/webp' then head like '52494646________57454250'
    else false
  end, false);
end
$$;

-- Of none to eight attachments.
create function public.attachments_are_valid(p_attachments jsonb) returns boolean
language plpgsql immutable set search_path = '' as $$
declare
  attachment jsonb;
begin
  if p_attachments is null then return true; end if;
  if jsonb_typeof(p_attachments) <> 'array' or jsonb_array_length(p_attachments) > 8 then return false; end if;
  for attachment in select * from jsonb_array_elements(p_attachments) loop
    if not public.attachment_is_valid(attachment) then return false; end if;
  end loop;
  return true;
end
$$;

-- Makes a run of any kind, as before; its attachments are stored beside it.
create or replace function public.insert_run(
  p_project uuid, p_kind text, p_prompt text, p_model text, p_lease_seconds integer default null,
  p_options jsonb default '{}'
) returns public.runs
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

-- Events, steps and attachments of runs that ended so many days ago, counted by runs. The last event stays: by it, whoever
-- comes back to the stream of the run is told the end.
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
    order by finished_at limit p_limit
  );
  -- Rows of projects are locked before those of their runs, by everybody.
  perform from public.projects
  where id in (select r.project_id from public.run_attachments a join public.runs r on r.id = a.run_id where r.id = any (old))
  order by id for no key update;
  old := array(select id from public.runs where id = any (old) and not facts_pruned order by id for update skip locked);
  update public.projects p set used_bytes = p.used_bytes - freed.bytes
  from (
    select r.project_id, public.attached_bytes(array_agg(r.id)) as bytes
    from public.runs r where r.id = any (old) group by r.project_id
  ) freed
  where p.id = freed.project_id and freed.bytes > 0;
  delete from public.run_attachments where run_id = any (old);
  delete from public.run_events e using public.runs r where r.id = any (old) and e.run_id = r.id and e.seq < r.last_event;
  delete from public.run_steps where run_id = any (old);
  update public.runs set facts_pruned = true where id = any (old);
  return cardinality(old);
end
$$;

revoke execute on function public.attached_size(jsonb), public.attached_bytes(uuid[]), public.attachment_is_valid(jsonb),
  public.attachments_are_valid(jsonb) from public, anon, authenticated;
grant execute on function public.attached_size(jsonb), public.attached_bytes(uuid[]), public.attachment_is_valid(jsonb),
  public.attachments_are_valid(jsonb) to service_role;

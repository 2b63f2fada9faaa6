-- Undoes the migration of this name. Accounts make their webhooks anew for a release that has them.
drop trigger enqueue_deliveries on public.run_events;
drop trigger note_webhooks_of_run on public.runs;
drop function public.enqueue_deliveries(), public.note_webhooks_of_run(),
  public.claim_deliveries(integer, integer, integer, integer, double precision, uuid),
  public.settle_deliveries(uuid, uuid, uuid, jsonb, jsonb), public.create_webhook(uuid, jsonb),
  public.update_webhook(uuid, uuid, jsonb), public.delete_webhook(uuid, uuid), public.redeliver(uuid, uuid, uuid),
  public.reseal_webhooks(jsonb), public.prune_deliveries(integer, integer, boolean);
alter table public.runs drop column has_webhooks;
drop table public.webhook_deliveries, public.webhook_queues, public.webhooks;

create or replace function public.prune_accounts(p_limit integer, p_dry_run boolean default false) returns integer
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

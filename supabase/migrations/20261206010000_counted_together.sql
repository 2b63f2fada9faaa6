-- Rows of the ledger come many at a time, most of them of one account: what they cost is counted once for all that a statement
-- writes, not once for each.
drop trigger count_spending on public.usage_ledger;

-- Counts what calls have cost, once, however often their rows are written; of runs, the reservations get smaller by it.
create or replace function public.count_spending() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  changes refcursor;
  changed record;
begin
  if tg_op = 'INSERT' then
    open changes for
      select owner_id, date_trunc('month', created_at at time zone 'utc')::date as month, key_id, run_id, sum(cost_usd) as added
      from written group by 1, 2, 3, 4 having sum(cost_usd) <> 0 order by 1, 2, 3, 4;
  else
    open changes for
      select owner_id, date_trunc('month', created_at at time zone 'utc')::date as month, key_id, run_id, sum(cost_usd) as added
      from (
        select owner_id, created_at, key_id, run_id, cost_usd from written
        union all select owner_id, created_at, key_id, run_id, -cost_usd from replaced
      ) as both_times
      group by 1, 2, 3, 4 having sum(cost_usd) <> 0 order by 1, 2, 3, 4;
  end if;
  loop
    fetch changes into changed;
    exit when not found;
    insert into public.ai_spending as s (owner_id, month, spent_usd)
    values (changed.owner_id, changed.month, greatest(changed.added, 0))
    on conflict (owner_id, month, key_id) do update set spent_usd = s.spent_usd + changed.added;
    if changed.key_id is not null then
      insert into public.ai_spending as s (owner_id, month, key_id, spent_usd)
      values (changed.owner_id, changed.month, changed.key_id, greatest(changed.added, 0))
      on conflict (owner_id, month, key_id) do update set spent_usd = s.spent_usd + changed.added;
    end if;
    if changed.run_id is not null then
      update public.budget_reservations set amount_usd = greatest(amount_usd - changed.added, 0) where id = changed.run_id;
    end if;
  end loop;
  close changes;
  return null;
end
$$;
create trigger count_spending after insert on public.usage_ledger
referencing new table as written for each statement execute function public.count_spending();
create trigger count_changed_spending after update on public.usage_ledger
referencing new table as written old table as replaced for each statement execute function public.count_spending();

-- Most calls belong to no run.
drop trigger note_key_of_call on public.usage_ledger;
create trigger note_key_of_call before insert on public.usage_ledger
for each row when (new.run_id is not null) execute function public.note_key_of_call();

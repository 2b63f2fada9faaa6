-- Undoes the migration of this name.
drop trigger count_spending on public.usage_ledger;
drop trigger count_changed_spending on public.usage_ledger;
create or replace function public.count_spending() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  added numeric := coalesce(new.cost_usd, 0);
  month_of_call date := date_trunc('month', new.created_at at time zone 'utc')::date;
begin
  if tg_op = 'UPDATE' then added := added - coalesce(old.cost_usd, 0); end if;
  if added = 0 then return null; end if;
  insert into public.ai_spending as s (owner_id, month, spent_usd) values (new.owner_id, month_of_call, greatest(added, 0))
  on conflict (owner_id, month, key_id) do update set spent_usd = s.spent_usd + added;
  if new.key_id is not null then
    insert into public.ai_spending as s (owner_id, month, key_id, spent_usd)
    values (new.owner_id, month_of_call, new.key_id, greatest(added, 0))
    on conflict (owner_id, month, key_id) do update set spent_usd = s.spent_usd + added;
  end if;
  if new.run_id is not null then
    update public.budget_reservations set amount_usd = greatest(amount_usd - added, 0) where id = new.run_id;
  end if;
  return null;
end
$$;
create trigger count_spending after insert or update of cost_usd on public.usage_ledger
for each row execute function public.count_spending();
drop trigger note_key_of_call on public.usage_ledger;
create trigger note_key_of_call before insert on public.usage_ledger
for each row execute function public.note_key_of_call();

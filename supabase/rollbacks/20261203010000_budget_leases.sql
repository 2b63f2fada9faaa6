-- Undoes the migration of this name. What processes hold then comes back when it expires.
drop function public.settle_budgets(jsonb);
drop function public.lease_budget(uuid, uuid, uuid, numeric, integer, integer);
alter table public.budget_reservations drop column calls;

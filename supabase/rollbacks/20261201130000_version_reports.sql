-- Undoes the migration of this name. Of runs whose facts are pruned, nobody can make the reports again.
drop trigger store_report on public.runs;
drop function public.read_report(uuid, integer);
drop function public.store_report();
drop function public.describe_work(uuid);
drop function public.describe_checks(uuid);
drop function public.first_of(jsonb, integer);
drop function public.time_steps(uuid);
drop function public.standing_facts(uuid);
drop table public.version_reports;

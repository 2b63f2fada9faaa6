-- Undoes the migration of this name. Pictures are lost.
create or replace function public.describe_work(p_run uuid) returns jsonb
language sql stable set search_path = '' as $$
  with facts as (
    -- What undoes a repair tells again of faults from before.
    select * from public.standing_facts(p_run) where step is distinct from 'settle' or type = 'repair.completed'
  ), codes as (
    select type, data ->> 'code' as code, count(*) as count from facts
    where type in ('answer.mended', 'answer.problem', 'answer.cut', 'file.failed') group by 1, 2
  )
  select jsonb_build_object(
    'checks', public.describe_checks(p_run),
    'repairs', public.first_of((select jsonb_agg(data order by seq) from facts where type = 'repair.completed'), 20),
    'mended', coalesce((
      select jsonb_agg(jsonb_build_object('code', code, 'count', count) order by code)
      from codes where type = 'answer.mended'
    ), '[]'),
    'refused', coalesce((
      select jsonb_agg(jsonb_build_object('code', code, 'count', count) order by code)
      from (select code, sum(count) as count from codes where type in ('answer.problem', 'file.failed') group by 1) refused
    ), '[]'),
    'cut_answers', coalesce((select sum(count) from codes where type = 'answer.cut'), 0),
    'steps', public.time_steps(p_run)
  )
$$;

drop trigger drop_pictures on public.runs;
drop function public.drop_pictures();
drop function public.store_pictures(uuid, integer, integer, jsonb);
drop table public.run_pictures;

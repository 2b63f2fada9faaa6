-- Undoes the migration of this name. What providers list is asked for anew by a release that has it.
alter table public.ai_models drop column listed_at, drop column listed;
delete from public.ai_models
where coalesce(window_tokens::text, output_tokens::text, input_usd::text, cached_input_usd::text, output_usd::text,
  reasoning_usd::text, vision::text, output_limit, rejects::text) is null;

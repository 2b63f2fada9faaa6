-- Undoes the migration of this name. Each driver of a run then has the trace that the id of the run tells.
alter table public.runs drop column traceparent;

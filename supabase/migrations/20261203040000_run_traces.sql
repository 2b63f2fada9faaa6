-- The trace that a run belongs to is stored with it, so that whichever process drives it goes on with the same one. The data
-- API shows the headers of the request that made the run; what is no trace context in its first version is none.

alter table public.runs add column traceparent text
  default substring(
    nullif(current_setting('request.headers', true), '')::jsonb ->> 'traceparent'
    from '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'
  );

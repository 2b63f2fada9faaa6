-- What providers tell of their models where they list them, beside what operators say: `samokoder models refresh` writes the
-- one, `samokoder models set` the other, and what operators say goes first.
alter table public.ai_models
  add column listed jsonb check (jsonb_typeof(listed) = 'object' and octet_length(listed::text) <= 2000),
  add column listed_at timestamptz;

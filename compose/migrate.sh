#!/bin/sh
# Applies what is new in /migrations, each file in one transaction with its entry in the Supabase CLI's own history, so
# that `supabase db push` and this agree on what has been done. Connects by the PG… variables.
set -eu

sql() {
  psql --no-psqlrc --quiet --tuples-only --no-align -v ON_ERROR_STOP=1 "$@"
}

sql <<'SQL'
set client_min_messages = warning;
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text);
SQL

for file in /migrations/*.sql; do
  name=$(basename "$file" .sql)
  version=${name%%_*}
  if [ -n "$(sql -c "select 1 from supabase_migrations.schema_migrations where version = '$version'")" ]; then
    continue
  fi
  echo "applying $name"
  # The entry goes first: of two that start at once, the second waits here and then fails, having changed nothing.
  sql --single-transaction \
    -c "insert into supabase_migrations.schema_migrations (version, name) values ('$version', '${name#*_}')" \
    -f "$file"
done

sql -c "notify pgrst, 'reload schema'"

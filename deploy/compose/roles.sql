-- Runs once, when the data folder is made: the roles of PostgREST and Supabase Auth get their password.
\getenv password POSTGRES_PASSWORD
alter role authenticator with password :'password';
alter role supabase_auth_admin with password :'password';

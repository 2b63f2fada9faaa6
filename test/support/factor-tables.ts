import type { DataAccess } from './data-access.ts'

/** Where Supabase Auth keeps second factors, with the columns that are read here. Neither Supabase Lite nor a plain PostgreSQL has it. */
export async function makeFactorTable({ sql }: Pick<DataAccess, 'sql'>): Promise<void> {
  for (const statement of [
    `create type auth.factor_type as enum ('totp', 'webauthn', 'phone')`,
    `create type auth.factor_status as enum ('unverified', 'verified')`,
    `create table auth.mfa_factors (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references auth.users (id) on delete cascade,
      friendly_name text,
      factor_type auth.factor_type not null,
      status auth.factor_status not null,
      created_at timestamptz not null default now(),
      secret text
    )`,
    `create index mfa_factors_user_id_idx on auth.mfa_factors (user_id)`,
  ]) {
    await sql(statement)
  }
}

// The schema of supabase/migrations as supabase-js reads it.
// Type aliases, not interfaces: supabase-js asks for index signatures, which interfaces do not have.
import type { FileCode, RunErrorCode } from '../errors.ts'

export type Manifest = Record<string, { hash: string; size_bytes: number }>
export type Blob = { hash: string; size_bytes: number; encoding: 'utf8' | 'base64'; content: string }
export type Fact = { type: string; data: Record<string, unknown>; step?: string | null; attempt?: number | null }
export type FailedFile = { path: string; code: FileCode; message: string }
export type Usage = { prompt_tokens: number; completion_tokens: number }
/** What one call took: of the prompt's tokens those that the provider had kept, of the answer's those it thought with. */
export type CallUsage = Usage & { cached_tokens?: number; reasoning_tokens?: number }

export type ProjectRow = {
  id: string
  owner_id: string
  name: string
  description: string
  status: 'active' | 'archived'
  head: number
  used_bytes: number
  created_at: string
  updated_at: string
}

export type VersionRow = {
  project_id: string
  number: number
  origin: 'run' | 'write' | 'restore'
  summary: string
  manifest: Manifest
  file_count: number
  size_bytes: number
  run_id: string | null
  created_at: string
}

export type RunStatus = 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'canceled'
export const RUN_KINDS = ['generate', 'edit'] as const
export type RunKind = (typeof RUN_KINDS)[number]

export type RunRow = {
  id: string
  project_id: string
  owner_id: string
  /** A RunKind, or a kind that a newer release knows. */
  kind: string
  prompt: string
  model: string
  status: RunStatus
  base_version: number
  version: number | null
  error_code: RunErrorCode | null
  error_message: string | null
  failed_files: FailedFile[]
  usage: Partial<Usage>
  epoch: number
  lease_expires_at: string | null
  last_event: number
  cancel_requested_at: string | null
  created_at: string
  started_at: string | null
  finished_at: string | null
  facts_pruned: boolean
  /** The key for programs that asked for it; null is a session. */
  key_id: string | null
}

/** What a key for programs may do, and whose it is. */
export type ApiKeyGrant = {
  id: string
  owner_id: string
  email: string | null
  scopes: ('projects:read' | 'projects:write' | 'runs' | 'ai' | 'admin')[]
  /** Null: all. */
  models: string[] | null
  monthly_budget_usd: number | null
  requests_per_minute: number | null
  expires_at: string | null
}

export type ApiKeyRow = Omit<ApiKeyGrant, 'email'> & {
  name: string
  hash: string
  last_four: string
  previous_hash: string | null
  previous_expires_at: string | null
  revoked_at: string | null
  last_used_at: string | null
  created_at: string
}

/** What a tier may have; null is what the database allows where nothing is said. */
export type TierLimitsRow = {
  tier: string
  max_projects: number | null
  max_active_runs: number | null
  /** Null: any number. */
  max_monthly_runs: number | null
  max_versions: number | null
  max_project_bytes: number | null
  max_account_bytes: number | null
  max_keys: number | null
  max_requests_per_minute: number | null
  /** Calls to models at a time, asked directly. */
  max_concurrent_calls: number | null
  /** US dollars in a month of UTC. */
  monthly_ai_usd: number | null
}

/** Limits that a process must know of before each request; null is none. */
export type AccountLimits = Pick<TierLimitsRow, 'max_requests_per_minute' | 'max_concurrent_calls' | 'monthly_ai_usd'>

/** What operators say of a model; null leaves it to what is known. Prices are in US dollars per million tokens. */
export type ModelRow = {
  model: string
  window_tokens: number | null
  output_tokens: number | null
  input_usd: number | null
  cached_input_usd: number | null
  output_usd: number | null
  reasoning_usd: number | null
  vision: boolean | null
  output_limit: 'max_tokens' | 'max_completion_tokens' | null
  rejects: string[] | null
}

/** An account as operators see it. */
export type AccountRow = {
  id: string
  email: string
  name: string
  role: 'user' | 'admin'
  tier: string
  created_at: string
  projects: number
  runs: number
}

export type UsageRow = { key: string; runs: number; succeeded: number; failed: number; calls: number } & Usage

/** What one call to a model took; `run_id` tells whose it was, unless a caller's own. */
export type LedgerRow = {
  id: string
  owner_id: string
  run_id: string | null
  /** The key for programs that asked for it; of a run, the database knows it. */
  key_id?: string | null
  model: string
  /** `whole`, `under_way`, `broken_off` by whoever asked, or the code of the provider's failure. */
  outcome: string
  /** Whether the provider has not told: counted from the text. */
  estimated: boolean
  provider?: string
  /** At the prices of the moment of the call; null where nobody has said what the model costs. */
  cost_usd?: number | null
  /** What the provider says that it cost. */
  provider_cost_usd?: number | null
} & CallUsage

/** The same without whose it is. */
export type CallRow = Omit<LedgerRow, 'owner_id' | 'run_id' | 'key_id'>

type Table<Row, Insert = never> = { Row: Row; Insert: Insert; Update: never; Relationships: [] }
type Rpc<Args, Returns> = { Args: Args; Returns: Returns }

export type Database = {
  public: {
    Tables: {
      profiles: Table<{ id: string; name: string; role: 'user' | 'admin'; tier: string; created_at: string }>
      projects: Table<ProjectRow, { name: string; description?: string }>
      blobs: Table<Blob & { project_id: string; kept: boolean; created_at: string }>
      versions: Table<VersionRow>
      runs: Table<RunRow>
      run_steps: Table<{
        run_id: string
        name: string
        attempt: number
        output: unknown
        epoch: number
        finished_at: string
      }>
      run_events: Table<
        Fact & {
          run_id: string
          seq: number
          epoch: number
          step: string | null
          attempt: number | null
          created_at: string
        }
      >
      usage_ledger: Table<LedgerRow & { created_at: string }, LedgerRow>
      api_keys: Table<ApiKeyRow>
      idempotent_requests: Table<{ owner_id: string; route: string; answer: string | null }>
      ai_models: Table<ModelRow & { updated_at: string }, Partial<ModelRow> & { model: string; updated_at?: string }>
      tier_limits: Table<TierLimitsRow, Partial<TierLimitsRow> & { tier: string }>
      messages: Table<{ id: number; project_id: string; run_id: string | null; role: string; content: string }>
    }
    Views: Record<never, never>
    Functions: {
      list_projects: Rpc<
        {
          p_search: string | null
          p_status: string | null
          p_before_created_at: string | null
          p_before_id: string | null
          p_limit: number
        },
        ProjectRow[]
      >
      read_manifest: Rpc<{ p_project: string; p_version: number | null }, { version: number; manifest: Manifest }[]>
      read_file: Rpc<{ p_project: string; p_path: string; p_version: number | null }, (Blob & { version: number })[]>
      update_project: Rpc<{ p_project: string; p_changes: Partial<ProjectRow> }, ProjectRow>
      commit_version: Rpc<
        {
          p_project: string
          p_expected_head: number
          p_manifest: Manifest
          p_blobs: Blob[]
          p_origin: 'write' | 'restore'
          p_summary: string
          p_merge?: boolean
        },
        VersionRow
      >
      create_run: Rpc<
        {
          p_project: string
          p_kind: string | null
          p_prompt: string
          p_model: string
          p_lease_seconds?: number | null
        },
        RunRow
      >
      insert_run: Rpc<
        { p_project: string; p_kind: string; p_prompt: string; p_model: string; p_lease_seconds?: number | null },
        RunRow
      >
      create_api_key: Rpc<{ p_owner: string; p_key: Record<string, unknown> }, ApiKeyRow>
      revoke_api_key: Rpc<{ p_owner: string; p_id: string }, ApiKeyRow>
      rotate_api_key: Rpc<
        { p_owner: string; p_id: string; p_hash: string; p_last_four: string; p_overlap_seconds: number },
        ApiKeyRow[]
      >
      find_api_key: Rpc<{ p_hash: string }, ApiKeyGrant[]>
      account_limits: Rpc<Record<never, never>, AccountLimits[]>
      reserve_budget: Rpc<
        { p_id: string; p_owner: string; p_key: string | null; p_amount: number | null; p_seconds: number },
        boolean
      >
      begin_request: Rpc<
        { p_owner: string; p_route: string; p_key_hash: string; p_request_hash: string; p_lock_seconds: number },
        { state: 'new' | 'under_way' | 'other' | 'done'; answer: string | null }[]
      >
      end_request: Rpc<{ p_owner: string; p_route: string; p_key_hash: string; p_answer: string | null }, boolean>
      make_invitation: Rpc<{ p_hash: string; p_email: string | null; p_days: number }, boolean>
      take_invitation: Rpc<{ p_hash: string; p_email: string }, boolean>
      return_invitation: Rpc<{ p_hash: string }, boolean>
      release_budget: Rpc<{ p_id: string }, boolean>
      read_limits: Rpc<Record<never, never>, Record<string, unknown>>
      read_usage: Rpc<
        { p_by: string; p_from: string; p_until: string },
        { key: string | null; calls: number; prompt_tokens: number; completion_tokens: number; cost_usd: number }[]
      >
      account_exists: Rpc<Record<never, never>, boolean>
      prune_blobs: Rpc<{ p_limit: number; p_dry_run: boolean }, number>
      prune_run_facts: Rpc<{ p_limit: number; p_days: number; p_dry_run: boolean }, number>
      prune_accounts: Rpc<{ p_limit: number; p_dry_run: boolean }, number>
      cancel_run: Rpc<{ p_run: string }, RunRow>
      describe_database: Rpc<Record<never, never>, { schema_version: string | null; now: string }[]>
      find_user: Rpc<{ p_user: string }, AccountRow[]>
      set_user: Rpc<{ p_id: string; p_role: string | null; p_tier: string | null }, undefined>
      report_usage: Rpc<{ p_since: string; p_by: 'model' | 'user' | 'day' }, UsageRow[]>
      claim_run: Rpc<{ p_run: string; p_lease_seconds: number; p_kinds?: string[] }, RunRow[]>
      record_run: Rpc<
        {
          p_run: string
          p_epoch: number
          p_lease_seconds: number
          p_events: Fact[]
          p_blobs: Blob[]
          p_step: { name: string; attempt: number; output: unknown } | null
          p_usage?: CallRow[]
          p_last_event?: number
        },
        { last_event: number; cancel_requested: boolean }[]
      >
      finish_run: Rpc<
        {
          p_run: string
          p_epoch: number
          p_result: Record<string, unknown>
          p_manifest: Manifest | null
          p_usage?: CallRow[]
        },
        RunRow & { events: (Fact & { seq: number })[] }
      >
    }
  }
}

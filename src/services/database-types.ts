// The schema of supabase/migrations as supabase-js reads it.
// Type aliases, not interfaces: supabase-js asks for index signatures, which interfaces do not have.
import type { FileCode, RunErrorCode } from '../errors.ts'

export type Manifest = Record<string, { hash: string; size_bytes: number }>
export type Blob = { hash: string; size_bytes: number; encoding: 'utf8' | 'base64'; content: string }
export type Fact = { type: string; data: Record<string, unknown>; step?: string | null; attempt?: number | null }
/** One of those that end a run or lay it to rest, which the database makes. */
export type ClosingEvent = Fact & { seq: number; created_at: string }
export type FailedFile = { path: string; code: FileCode; message: string }
export type Usage = { prompt_tokens: number; completion_tokens: number }
/** What one call took: of the prompt's tokens those that the provider had kept, of the answer's those it thought with. */
export type CallUsage = Usage & { cached_tokens?: number; reasoning_tokens?: number }

/** How far a run goes by itself: `ask` changes no file, `plan` stops for approval before it writes. */
export const RUN_MODES = ['ask', 'plan', 'build'] as const
export type RunMode = (typeof RUN_MODES)[number]
/** What a run may take; of what is absent, any amount. */
export type Budget = {
  max_cost_usd?: number | undefined
  max_tokens?: number | undefined
  max_repairs?: number | undefined
  max_seconds?: number | undefined
}
/** What a run is asked for besides its prompt. */
export type RunOptions = {
  mode?: RunMode | undefined
  budget?: Budget | undefined
  /** Whether it mends what the page of its base has reported. */
  repair?: boolean | undefined
  /** What is attached to the prompt; its content stands beside the run. */
  attachments?: AttachmentNote[] | undefined
}
/** The same for a run that is to be made. */
export type NewRunOptions = Omit<RunOptions, 'attachments'> & { attachments?: NewAttachment[] | undefined }
/** What a run asks of its user, and the step that gets the answer as its output. */
export type Question = { step: string; attempt: number; kind: 'question' | 'plan'; text: string }
/** What the user answers: a question with `text`, a plan with one of the others. */
export type RunInput = { text: string } | { approve: true } | { plan: string }

export type ProjectRow = {
  id: string
  owner_id: string
  name: string
  description: string
  instructions: string
  status: 'active' | 'archived'
  head: number
  used_bytes: number
  created_at: string
  updated_at: string
}

/** What an account may do in a project, most first. */
export const ROLES = ['owner', 'editor', 'viewer'] as const
export type Role = (typeof ROLES)[number]
/** A project as one account sees it. */
export type ProjectOfCaller = ProjectRow & { role: Role }

export type MemberRow = { user_id: string; email: string; name: string; role: Role; created_at: string }
/** For an address, or for whoever has its token. */
export type InvitationRow = {
  id: string
  email: string | null
  role: Exclude<Role, 'owner'>
  expires_at: string
  created_at: string
}
/** As the one who is invited sees it. */
export type OwnInvitationRow = Omit<InvitationRow, 'email'> & { project_id: string; project_name: string }

export type VersionRow = {
  project_id: string
  number: number
  origin: 'run' | 'write' | 'restore' | 'template' | 'import' | 'fork'
  summary: string
  manifest: Manifest
  file_count: number
  size_bytes: number
  run_id: string | null
  /** Numbers of the versions that it was made from, the one that was the head first. */
  parents: number[]
  state: VersionState
  created_at: string
}

/** Only what is committed has been the head. Nobody gets to see what was dropped. */
export const VERSION_STATES = ['committed', 'conflict', 'applied'] as const
type VersionState = (typeof VERSION_STATES)[number]

export const RUN_STATUSES = [
  'queued',
  'running',
  'waiting',
  'awaiting_input',
  'succeeded',
  'partial',
  'failed',
  'canceled',
] as const
export type RunStatus = (typeof RUN_STATUSES)[number]
/** A run of these goes on by itself, and another one of its project has to wait for it. */
export const UNDER_WAY = ['queued', 'running', 'waiting'] as const satisfies readonly RunStatus[]
export const RUN_KINDS = ['generate', 'edit', 'chat'] as const
export type RunKind = (typeof RUN_KINDS)[number]

/** What is attached to a prompt; an image in base64. */
export type NewAttachment = { name: string; media_type: string; content: string }
/** What was sent with a message, without its content. */
export type AttachmentNote = { name: string; media_type: string; size_bytes: number }

export type MessageRow = {
  id: number
  project_id: string
  run_id: string | null
  role: 'user' | 'assistant'
  content: string
  attachments: AttachmentNote[]
  created_at: string
}

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
  usage: Partial<Usage & { cost_usd: number }>
  options: RunOptions
  /** What the run may take: what was asked for, within the limits of the tier. */
  budget: Budget
  /** Set while the run awaits input. */
  question: Question | null
  /** When the run goes on, while it waits. */
  retry_at: string | null
  rested_at: string | null
  /** How long it has rested before: no time of its work. */
  rested_seconds: number
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
  /** W3C trace context of the request that made it. */
  traceparent: string | null
  /** Whether its account had webhooks when it was made. */
  has_webhooks: boolean
  /** Whether its project has had members while it went on. */
  is_shared: boolean
  /** Whether the account that made it is gone, and it is the project owner's. */
  handed_over: boolean
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

/** A key of an account at a provider, sealed. */
export type ProviderKeyRow = {
  owner_id: string
  provider: string
  /** To be shown: what goes is sealed with the key. */
  base_url: string | null
  /** The key of the ring that it is sealed with. */
  ring_key: string
  sealed: string
  last_four: string
  created_at: string
  updated_at: string
}

/** A subscription, its secret sealed. */
export type WebhookRow = {
  id: string
  owner_id: string
  url: string
  description: string
  events: string[]
  /** The key of the ring that the secret is sealed with. */
  ring_key: string
  sealed: string
  paused_at: string | null
  paused_reason: 'user' | 'failing' | 'gone' | null
  failing_since: string | null
  created_at: string
  updated_at: string
}

/** One fact for one webhook. */
export type DeliveryRow = {
  id: string
  webhook_id: string
  run_id: string
  seq: number
  type: string
  status: 'pending' | 'delivered' | 'failed'
  attempts: number
  last_status: number | null
  last_error: string | null
  last_attempt_at: string | null
  created_at: string
}

/** What one process may send now of one run to one webhook. */
export type ClaimedQueue = Pick<WebhookRow, 'owner_id' | 'url' | 'ring_key' | 'sealed'> & {
  webhook_id: string
  run_id: string
  project_id: string
  claim: string
  /** That the first delivery has failed. */
  attempts: number
  /** In order; `data` is null where it is too long. */
  deliveries: { id: string; seq: number; type: string; created_at: string; data: Record<string, unknown> | null }[]
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
  /** Null: any amount, as for those below. */
  max_run_cost_usd: number | null
  max_run_tokens: number | null
  max_run_repairs: number | null
  max_run_seconds: number | null
  max_keys: number | null
  max_requests_per_minute: number | null
  /** Calls to models at a time, asked directly. */
  max_concurrent_calls: number | null
  /** US dollars in a month of UTC. */
  monthly_ai_usd: number | null
}

/** The same as it is told by data APIs, of which some give numeric as text. */
export type ToldTierLimits = Omit<TierLimitsRow, 'max_run_cost_usd'> & { max_run_cost_usd: number | string | null }

/** Limits that a process must know of before each request; null is none. */
export type AccountLimits = Pick<TierLimitsRow, 'max_requests_per_minute' | 'max_concurrent_calls' | 'monthly_ai_usd'>
/** `has_factor` is whether the account has a second factor that was verified. */
type AccountFacts = AccountLimits & { has_factor: boolean }

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
  /** What its provider tells of it; what operators say goes before that. */
  listed: ListedFacts | null
}

/** What a provider's list of models tells of one, in the units of ModelRow. */
export type ListedFacts = {
  window_tokens?: number
  output_tokens?: number
  input_usd?: number
  cached_input_usd?: number
  output_usd?: number
  reasoning_usd?: number
  vision?: boolean
}

/** An account as operators and admins see it. */
export type AccountRow = {
  id: string
  email: string
  name: string
  role: 'user' | 'admin'
  tier: string
  suspended_at: string | null
  created_at: string
  /** Not every Auth notes that. */
  last_sign_in_at: string | null
  projects: number
  runs: number
  stored_bytes: number
}

/** A run that has not ended, as admins see it. */
type RunUnderWay = Pick<
  RunRow,
  'id' | 'project_id' | 'owner_id' | 'kind' | 'model' | 'status' | 'created_at' | 'started_at' | 'cancel_requested_at'
> & { email: string }

/** An act of an admin or an operator, or the deletion of an account by its owner. */
type AuditRow = {
  id: number
  created_at: string
  /** Null is an operator at the command line. */
  actor_id: string | null
  action: string
  /** Null is a tier, which the details name. */
  target_id: string | null
  details: Record<string, unknown>
}

/** What calls to models took, by a day, a model, a project or a key. */
export type UsageSum = {
  key: string | null
  calls: number
  prompt_tokens: number
  completion_tokens: number
  cost_usd: number
}

/** A second factor of an account, as Auth keeps it. */
type FactorRow = {
  id: string
  name: string
  type: string
  status: 'verified' | 'unverified'
  created_at: string
}

/** A session of an account, as Auth keeps it. */
type SessionRow = {
  id: string
  created_at: string
  used_at: string
  /** Not every Auth notes these two. */
  user_agent: string | null
  address: string | null
  is_current: boolean
}

/** What is kept of a run beside its version. Codes are text: another release may have made it. */
export type StoredReport = {
  checks: {
    files_checked: number
    files_not_checked: number
    omissions: { reason: string; files: number }[]
    not_checked: { path: string; reason: string }[]
    problems_from_before: number
    problems_found: number
    problems_left: number
    problems: { path: string; line?: number; column?: number; code: string; message: string }[]
  } | null
  repairs: { attempt: number; problems_before: number; problems_after: number; is_kept: boolean }[]
  /** Absent from reports of older releases, as null where nothing was opened. */
  page?: { state: 'opened' | 'not_opened'; reason?: string; problem_count?: number; pressed?: number } | null
  page_findings?: { kind: string; path: string; line?: number; column?: number; code: string; message: string }[]
  mended: { code: string; count: number }[]
  refused: { code: string; count: number }[]
  cut_answers: number
  steps: { name: string; count: number; duration_ms: number }[]
}

/** What the calls of one run to one model took. */
export type ModelUsageRow = {
  model: string
  calls: number
  calls_not_whole: number
  estimated: boolean
  cost_usd: number | null
} & Usage

/** `cost_usd` is null where no call had a price. */
export type UsageRow = {
  key: string
  runs: number
  succeeded: number
  failed: number
  calls: number
} & Usage & { cost_usd: number | null }

/** What one call to a model took; `run_id` tells whose it was, unless a caller's own. */
export type PreviewRow = {
  id: string
  project_id: string
  key: string
  /** Null, with no run either, for the head. */
  version: number | null
  run_id: string | null
  shared: boolean
  frame_ancestor: string
  expires_at: string
  revoked_at: string | null
  created_at: string
}

/** What an opened page has told of itself. */
export type PageProblemRow = {
  kind: 'error' | 'rejection' | 'console' | 'load' | 'blank'
  message: string
  path: string | null
  line: number | null
  column_number: number | null
  address: string | null
  /** How often it was told. */
  times: number
}

/** What a page looked like that a run has opened. */
export type RunPictureRow = {
  run_id: string
  /** Counts how often the run has opened it. */
  attempt: number
  width: number
  media_type: string
  /** Base64. */
  content: string
}

/** A preview as it is by now, with the file that was asked for, if it has it. */
export type OpenedPreviewRow = {
  state: 'live' | 'expired' | 'revoked'
  id: string
  version: number | null
  /** Whether it shows one version for good. */
  is_fixed: boolean
  shared: boolean
  frame_ancestor: string
  manifest: Manifest | null
  /** Texts by path. */
  beside: Record<string, string> | null
} & (({ path: string } & Blob) | { path: string | null; hash: null; size_bytes: null; encoding: null; content: null })

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
  /** Whether it was made with a key of the account's own, which costs the account nothing. */
  own_key?: boolean
  /** Of the driver that made it, for a call of a run. */
  epoch?: number
  /** HTTP requests to its provider. */
  attempts?: number
  passed_over?: PassedOver[]
  /** Of the request that is charged. */
  duration_ms?: number
} & CallUsage

/** What of a budget is held for calls that may still cost it, and for how many; with 0 calls it is given back. */
export type HeldBudget = { id: string; amount_usd: number; calls: number }

/** A model that was asked before the one that answered, and failed before it began, with the code of its failure. */
export type PassedOver = { model: string; code: string; attempts: number }

/** The same without whose it is. */
export type CallRow = Omit<LedgerRow, 'owner_id' | 'run_id' | 'key_id'>

type Table<Row, Insert = never> = { Row: Row; Insert: Insert; Update: never; Relationships: [] }
type Rpc<Args, Returns> = { Args: Args; Returns: Returns }

export type Database = {
  public: {
    Tables: {
      profiles: Table<{ id: string; name: string; role: 'user' | 'admin'; tier: string; created_at: string }>
      projects: Table<ProjectRow, { name: string; description?: string; instructions?: string }>
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
      previews: Table<PreviewRow>
      run_pictures: Table<RunPictureRow>
      page_problems: Table<
        PageProblemRow & {
          project_id: string
          number: number
          fingerprint: string
          first_seen_at: string
          last_seen_at: string
        }
      >
      version_reports: Table<{ project_id: string; number: number; report: StoredReport }>
      usage_ledger: Table<LedgerRow & { created_at: string }, LedgerRow>
      api_keys: Table<ApiKeyRow>
      provider_keys: Table<ProviderKeyRow, Omit<ProviderKeyRow, 'created_at' | 'updated_at'>>
      webhooks: Table<WebhookRow>
      webhook_deliveries: Table<DeliveryRow>
      budget_reservations: Table<{ id: string; owner_id: string; key_id: string | null; amount_usd: number }>
      idempotent_requests: Table<{ owner_id: string; route: string; answer: string | null }>
      ai_models: Table<
        ModelRow & { updated_at: string; listed_at: string | null },
        Partial<ModelRow> & { model: string; updated_at?: string; listed_at?: string }
      >
      tier_limits: Table<TierLimitsRow, Partial<TierLimitsRow> & { tier: string }>
      messages: Table<MessageRow>
      run_attachments: Table<NewAttachment & { run_id: string; position: number }>
      conversation_summaries: Table<{ project_id: string; message_id: number; content: string; created_at: string }>
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
        ProjectOfCaller[]
      >
      read_manifest: Rpc<{ p_project: string; p_version: number | null }, { version: number; manifest: Manifest }[]>
      read_file: Rpc<{ p_project: string; p_path: string; p_version: number | null }, (Blob & { version: number })[]>
      create_preview: Rpc<
        {
          p_project: string
          p_preview: Pick<PreviewRow, 'key' | 'version' | 'run_id' | 'shared' | 'frame_ancestor' | 'expires_at'>
        },
        PreviewRow
      >
      revoke_preview: Rpc<{ p_project: string; p_id: string }, PreviewRow>
      open_preview: Rpc<
        { p_project: string; p_key: string; p_paths: string[]; p_beside?: string[]; p_with_manifest?: boolean },
        OpenedPreviewRow[]
      >
      report_page_problems: Rpc<
        { p_project: string; p_key: string; p_problems: Omit<PageProblemRow, 'times'>[] },
        number
      >
      store_pictures: Rpc<
        {
          p_run: string
          p_epoch: number
          p_attempt: number
          p_pictures: Pick<RunPictureRow, 'width' | 'media_type' | 'content'>[]
        },
        number
      >
      read_report: Rpc<
        { p_project: string; p_version: number },
        {
          version: number
          origin: VersionRow['origin']
          run: RunRow | null
          is_merged: boolean | null
          report: StoredReport | null
          models: ModelUsageRow[] | null
        }[]
      >
      create_project: Rpc<
        {
          p_name: string
          p_description: string
          p_instructions: string
          p_manifest: Manifest
          p_blobs: Blob[]
          p_summary: string
          p_origin: 'template' | 'import'
        },
        ProjectRow
      >
      fork_project: Rpc<{ p_project: string; p_version: number | null; p_name: string | null }, ProjectRow>
      read_project: Rpc<{ p_project: string }, ProjectOfCaller[]>
      update_project: Rpc<{ p_project: string; p_changes: Partial<ProjectRow> }, ProjectOfCaller[]>
      list_members: Rpc<{ p_project: string }, MemberRow[]>
      set_member: Rpc<{ p_project: string; p_user: string; p_role: Role }, { run_id: string }[]>
      remove_member: Rpc<{ p_project: string; p_user: string }, { run_id: string }[]>
      list_invitations: Rpc<{ p_project: string }, InvitationRow[]>
      invite_member: Rpc<
        { p_project: string; p_role: Role; p_email: string | null; p_hash: string | null; p_seconds: number },
        InvitationRow[]
      >
      revoke_invitation: Rpc<{ p_project: string; p_id: string }, boolean>
      list_own_invitations: Rpc<Record<never, never>, OwnInvitationRow[]>
      decline_invitation: Rpc<{ p_id: string }, boolean>
      accept_invitation: Rpc<{ p_hash: string | null; p_id: string | null }, string>
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
          p_options?: NewRunOptions
        },
        RunRow
      >
      insert_run: Rpc<
        {
          p_project: string
          p_kind: string
          p_prompt: string
          p_model: string
          p_lease_seconds?: number | null
          p_options?: NewRunOptions
        },
        RunRow
      >
      store_summary: Rpc<{ p_run: string; p_epoch: number; p_message: number; p_content: string }, boolean>
      create_api_key: Rpc<{ p_owner: string; p_key: Record<string, unknown> }, ApiKeyRow>
      revoke_api_key: Rpc<{ p_owner: string; p_id: string }, ApiKeyRow>
      rotate_api_key: Rpc<
        { p_owner: string; p_id: string; p_hash: string; p_last_four: string; p_overlap_seconds: number },
        ApiKeyRow[]
      >
      put_provider_key: Rpc<{ p_owner: string; p_key: Partial<ProviderKeyRow> }, ProviderKeyRow>
      delete_provider_key: Rpc<{ p_owner: string; p_provider: string }, boolean>
      reseal_provider_keys: Rpc<
        { p_rows: (Pick<ProviderKeyRow, 'owner_id' | 'provider' | 'sealed' | 'ring_key'> & { before: string })[] },
        number
      >
      create_webhook: Rpc<{ p_owner: string; p_webhook: Partial<WebhookRow> }, WebhookRow>
      update_webhook: Rpc<{ p_owner: string; p_id: string; p_changes: Record<string, unknown> }, WebhookRow>
      delete_webhook: Rpc<{ p_owner: string; p_id: string }, boolean>
      redeliver: Rpc<{ p_owner: string; p_webhook: string; p_delivery: string }, DeliveryRow>
      reseal_webhooks: Rpc<{ p_rows: (Pick<WebhookRow, 'id' | 'sealed' | 'ring_key'> & { before: string })[] }, number>
      claim_deliveries: Rpc<
        {
          p_limit: number
          p_per_webhook: number
          p_batch: number
          p_most_bytes: number
          p_lease_seconds: number
          p_run: string | null
        },
        ClaimedQueue[]
      >
      settle_deliveries: Rpc<
        {
          p_webhook: string
          p_run: string
          p_claim: string
          p_delivered: { id: string; status: number | null }[]
          p_failed: {
            id: string
            status: number | null
            error: string | null
            retry_seconds: number | null
            gone: boolean
          } | null
        },
        boolean
      >
      find_api_key: Rpc<{ p_hash: string }, ApiKeyGrant[]>
      account_limits: Rpc<Record<never, never>, AccountFacts[]>
      reserve_budget: Rpc<
        { p_id: string; p_owner: string; p_key: string | null; p_amount: number | null; p_seconds: number },
        boolean
      >
      lease_budget: Rpc<
        {
          p_id: string
          p_owner: string
          p_key: string | null
          p_amount: number | null
          p_calls: number
          p_seconds: number
        },
        number
      >
      settle_budgets: Rpc<{ p_holds: HeldBudget[] }, boolean>
      record_calls: Rpc<{ p_calls: LedgerRow[]; p_holds: HeldBudget[] }, boolean>
      begin_request: Rpc<
        { p_owner: string; p_route: string; p_key_hash: string; p_request_hash: string; p_lock_seconds: number },
        { state: 'new' | 'under_way' | 'other' | 'done'; answer: string | null }[]
      >
      end_request: Rpc<{ p_owner: string; p_route: string; p_key_hash: string; p_answer: string | null }, boolean>
      make_invitation: Rpc<{ p_hash: string; p_email: string | null; p_days: number }, boolean>
      take_invitation: Rpc<{ p_hash: string; p_email: string }, boolean>
      return_invitation: Rpc<{ p_hash: string }, boolean>
      hold_invitation: Rpc<{ p_hash: string; p_email: string }, boolean>
      release_budget: Rpc<{ p_id: string }, boolean>
      list_sessions: Rpc<Record<never, never>, SessionRow[]>
      end_session: Rpc<{ p_id: string }, boolean>
      list_factors: Rpc<Record<never, never>, FactorRow[]>
      admin_remove_factors: Rpc<{ p_id: string }, number>
      stop_account: Rpc<{ p_owner: string }, { hash: string }[]>
      delete_account: Rpc<{ p_owner: string; p_projects: number }, boolean>
      account_is_suspended: Rpc<Record<never, never>, boolean>
      admin_list_accounts: Rpc<
        { p_search: string | null; p_before_created_at: string | null; p_before_id: string | null; p_limit: number },
        AccountRow[]
      >
      admin_read_account: Rpc<{ p_id: string }, AccountRow[]>
      admin_set_account: Rpc<{ p_id: string; p_role: string | null; p_tier: string | null }, boolean>
      admin_suspend_account: Rpc<{ p_id: string; p_reason: string }, boolean>
      admin_unsuspend_account: Rpc<{ p_id: string }, boolean>
      admin_read_usage: Rpc<{ p_id: string; p_by: string; p_from: string; p_until: string }, UsageSum[]>
      admin_list_runs: Rpc<
        { p_before_created_at: string | null; p_before_id: string | null; p_limit: number },
        RunUnderWay[]
      >
      admin_cancel_run: Rpc<{ p_run: string }, RunRow>
      admin_list_tiers: Rpc<Record<never, never>, ToldTierLimits[]>
      admin_set_tier: Rpc<{ p_tier: string; p_limits: Record<string, number | null | undefined> }, ToldTierLimits>
      admin_list_audit: Rpc<{ p_target: string | null; p_before: number | null; p_limit: number }, AuditRow[]>
      read_limits: Rpc<Record<never, never>, Record<string, unknown>>
      read_usage: Rpc<{ p_by: string; p_from: string; p_until: string }, UsageSum[]>
      account_exists: Rpc<Record<never, never>, boolean>
      prune_blobs: Rpc<{ p_limit: number; p_dry_run: boolean }, number>
      prune_run_facts: Rpc<{ p_limit: number; p_days: number; p_dry_run: boolean }, number>
      prune_accounts: Rpc<{ p_limit: number; p_dry_run: boolean }, number>
      prune_deliveries: Rpc<{ p_limit: number; p_days: number; p_dry_run: boolean }, number>
      apply_version: Rpc<{ p_project: string; p_version: number }, VersionRow>
      drop_version: Rpc<{ p_project: string; p_version: number }, undefined>
      prune_awaiting_runs: Rpc<{ p_limit: number; p_days: number; p_dry_run: boolean }, number>
      cancel_run: Rpc<{ p_run: string }, RunRow>
      answer_run: Rpc<{ p_run: string; p_input: RunInput; p_lease_seconds?: number | null }, RunRow>
      rest_run: Rpc<
        { p_run: string; p_epoch: number; p_rest: Record<string, unknown>; p_usage?: CallRow[] },
        RunRow & { events: ClosingEvent[] }
      >
      describe_database: Rpc<Record<never, never>, { schema_version: string | null; now: string }[]>
      suspend_account: Rpc<{ p_actor: string | null; p_id: string; p_reason: string }, boolean>
      unsuspend_account: Rpc<{ p_actor: string | null; p_id: string }, boolean>
      find_user: Rpc<{ p_user: string }, AccountRow[]>
      set_user: Rpc<{ p_id: string; p_role: string | null; p_tier: string | null }, undefined>
      report_usage: Rpc<{ p_since: string; p_by: 'model' | 'user' | 'day' }, UsageRow[]>
      report_calls: Rpc<
        { p_since: string },
        { model: string; calls: number; prompt_tokens: number; completion_tokens: number; cost_usd: number }[]
      >
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
        { last_event: number; cancel_requested: boolean; stored_at: string }[]
      >
      finish_run: Rpc<
        {
          p_run: string
          p_epoch: number
          p_result: Record<string, unknown>
          p_manifest: Manifest | null
          p_usage?: CallRow[]
        },
        RunRow & { events: ClosingEvent[] }
      >
    }
  }
}

/** Every error code the API can answer with: its HTTP status and what it means to the caller. */
export const ERROR_CODES = {
  bad_request: [400, 'The request is not valid.'],
  bad_archive: [400, 'The archive cannot become a project; the details say why.'],
  invalid_json: [400, 'The request body is not valid JSON.'],
  input_does_not_fit: [
    400,
    'The run asks something else: answer a question with "text", a plan with "approve" or "plan".',
  ],
  images_not_supported: [400, 'The model takes no images: attach none, or ask another model.'],
  unknown_model: [400, 'This deployment does not serve that model.'],
  unauthorized: [401, 'A valid access token is needed: send it as "Authorization: Bearer <token>".'],
  invalid_credentials: [401, 'The e-mail address or the password is wrong.'],
  invalid_refresh_token: [401, 'The refresh token is unknown, used or expired: log in again.'],
  invalid_token: [401, 'The token of the mail is unknown, used or expired: ask for another mail.'],
  budget_exceeded: [402, 'The month’s budget of the account, or of the key, has no room for what this may cost.'],
  email_not_confirmed: [403, 'Confirm the e-mail address first, by the mail that was sent there.'],
  account_suspended: [403, 'The operator of this deployment has suspended the account.'],
  invalid_code: [403, 'The code is wrong, too old, or was used before: send the next one that the app shows.'],
  mfa_required: [
    403,
    'The account has a second factor, which this session has not shown: send a code to /api/auth/mfa/{id}/verify.',
  ],
  sign_ups_closed: [403, 'This deployment takes no new accounts, or those with an invitation alone.'],
  editor_needed: [403, 'A viewer of the project may read it alone: an editor or the owner may do that.'],
  owner_needed: [403, 'The owner of the project alone may do that.'],
  wrong_origin: [403, 'This route answers to the pages of this deployment alone.'],
  insufficient_scope: [403, 'This key may not do that: use one with the scope that the route needs, or sign in.'],
  model_not_allowed: [403, 'This key may not ask for that model.'],
  not_found: [404, 'There is no such resource.'],
  method_not_allowed: [405, 'This resource does not have that method.'],
  own_account: [
    409,
    'Another admin must do that: nobody suspends their own account, changes its role or tier, or takes its factors.',
  ],
  last_owner: [409, 'A project has an owner: make another member the owner first, or delete the project.'],
  email_taken: [409, 'An account with this e-mail address exists.'],
  head_moved: [409, 'The project was changed meanwhile: read it again and retry.'],
  blob_missing: [409, 'A file that the version names is not stored.'],
  project_archived: [409, 'The project is archived: set its status to "active" to change it.'],
  storage_full: [409, 'The project or the account has no room left: delete projects, or ask for another tier.'],
  too_many_projects: [409, 'The account has as many projects as its tier allows: delete some.'],
  too_many_runs: [409, 'The account has as many runs as its tier allows, at a time or in this month: wait.'],
  too_many_previews: [409, 'The project has as many previews as it may: revoke some.'],
  too_many_members: [
    409,
    'The project has as many members or invitations as it may, or the account as many shared projects: remove some.',
  ],
  too_many_keys: [409, 'The account has as many keys as its tier allows: revoke some.'],
  too_many_factors: [409, 'The account has as many second factors as Auth allows: remove one.'],
  too_many_webhooks: [409, 'The account has as many webhooks as it may: delete some.'],
  price_unknown: [
    409,
    'Nobody has said what this model costs, so that no budget could hold: ask for another model, or tell the operator.',
  ],
  request_under_way: [409, 'A request with this Idempotency-Key is under way: ask again in a moment.'],
  run_active: [409, 'The project has a run under way: wait for its end or cancel it.'],
  input_not_awaited: [409, 'The run awaits no input: it goes on, has ended, or was answered already.'],
  no_conflict: [409, 'Only a version that is in conflict can be applied or dropped.'],
  stale_epoch: [409, 'Another process has taken this run over.'],
  precondition_failed: [412, 'The file or version is not the one named by If-Match or If-None-Match.'],
  payload_too_large: [413, 'The request body is larger than this resource takes.'],
  unsupported_media_type: [415, 'Send the body as application/json.'],
  repository_refused: [422, 'The host of the repository refuses; the details say why.'],
  idempotency_mismatch: [422, 'This Idempotency-Key was used for another request: use a new one.'],
  client_closed_request: [499, 'The client left before the answer began.'],
  too_many_calls: [
    429,
    'The account has as many calls to models under way as its tier allows: wait until one has ended.',
  ],
  rate_limited: [429, 'Too many requests: wait as long as Retry-After says.'],
  internal: [500, 'Something went wrong on our side; the request id finds it in the log.'],
  not_configured: [501, 'The operator of this deployment has not set what this needs.'],
  repository_unavailable: [502, 'The host of the repository cannot be reached, or fails: try again.'],
  service_unavailable: [503, 'A backing service does not answer: try again.'],
  provider_refused: [400, 'The AI provider refused the request.'],
  provider_denied: [502, 'The AI provider does not accept the key that it was asked with.'],
  provider_unavailable: [502, 'The AI provider could not be reached or failed.'],
  provider_cut: [502, 'The AI provider broke off its answer.'],
  provider_invalid: [502, 'The AI provider answered with something that is not its protocol.'],
  provider_unprocessable: [422, 'The AI provider cannot process the request.'],
  provider_quota: [502, 'The account at the AI provider has nothing left to spend.'],
  provider_rate_limited: [429, 'The AI provider has no capacity for this key: wait as long as Retry-After says.'],
  provider_timeout: [504, 'The AI provider fell silent.'],
  context_overflow: [
    400,
    'The request does not fit into the window of the model: shorten it, or ask a model with a larger one.',
  ],
  context_length_exceeded: [
    400,
    'The request does not fit into the window of the model: shorten it, or ask a model with a larger one.',
  ],
  content_filter: [400, 'The AI provider refuses the content of the request.'],
  model_not_found: [404, 'The AI provider does not have that model.'],
  output_truncated: [502, 'The answer reached the longest output that the model gives.'],
} as const satisfies Record<string, readonly [status: number, message: string]>

export type ErrorCode = keyof typeof ERROR_CODES

/** Every code that a run can end with besides those above that its end may have, and what it means. */
const RUN_CODES = {
  canceled: 'The run was canceled.',
  abandoned: 'Every process that took the run broke off.',
  no_changes: 'The answer changes no file.',
  no_answer: 'The model has said nothing.',
  incomplete: 'A part of the answer could not be read.',
  needs_answer: 'The model asks more than one run answers: say more in a new prompt.',
  plan_not_approved: 'The plan was changed as often as one run takes, and not approved: say more in a new prompt.',
  budget_exhausted: 'The budget of the run does not allow another call: what was made until then is kept.',
  input_expired: 'The run has awaited input for too long.',
  conflict: 'The same files were changed meanwhile: the result is a version of its own, to be applied or dropped.',
  no_file_succeeded: 'No file could be made; failed_files says why.',
} as const

/** Errors of the API and of providers that a run may end with. */
const ERRORS_OF_RUNS = [
  'unknown_model',
  'images_not_supported',
  'bad_request',
  'not_found',
  'head_moved',
  'blob_missing',
  'project_archived',
  'storage_full',
  'payload_too_large',
  'internal',
  'provider_refused',
  'provider_denied',
  'provider_unavailable',
  'provider_cut',
  'provider_invalid',
  'provider_rate_limited',
  'provider_timeout',
  'provider_unprocessable',
  'provider_quota',
  'content_filter',
  'model_not_found',
  'output_truncated',
  'context_overflow',
] as const satisfies readonly ErrorCode[]

export const RUN_ERROR_CODES = [...typedKeys(RUN_CODES), ...ERRORS_OF_RUNS]
export type RunErrorCode = (typeof RUN_ERROR_CODES)[number]
/** Why a run did not end as it should; `message` is for its owner. */
export type RunError = { code: RunErrorCode; message: string }

/** The error with the message of its code, or with another. */
export function runError(code: RunErrorCode, message: string = messageOf(code)): RunError {
  return { code, message }
}

export function isRunErrorCode(value: string): value is RunErrorCode {
  return (RUN_ERROR_CODES as readonly string[]).includes(value)
}

export function messageOf(code: RunErrorCode): string {
  return code in RUN_CODES ? RUN_CODES[code as keyof typeof RUN_CODES] : ERROR_CODES[code as ErrorCode][1]
}

/** Every code that a file of a run can fail with: what became of it, what the answer did wrong, what the check found. */
export const FILE_CODES = {
  bad_path: 'The path is not safe on every file system.',
  no_room: 'The project cannot hold the file.',
  no_such_file: 'There is no such file to change.',
  not_written: 'The model did not write it.',
  not_allowed: 'The run may change no file.',
  placeholder: 'A line stands for code that was left out.',
  cut: 'The answer broke off within the file.',
  edit_not_applied: 'An edit does not fit the file.',
  malformed_tag: 'A tag of the answer cannot be read.',
  missing_path: 'A block of the answer names no path.',
  unexpected_close: 'A closing tag of the answer closes nothing.',
  unclosed_block: 'A block of the answer is not closed.',
  untagged_file: 'A file stands in a code fence, and it is not clear whether that is all of it.',
  empty_answer: 'An answer has nothing in it.',
  malformed_plan: 'An answer has no usable plan.',
  malformed_edit: 'An edit does not follow the format.',
  file_too_large: 'The file is larger than a project takes.',
  block_too_large: 'A block of the answer is too large.',
  line_too_long: 'A line of the answer is too long.',
  syntax_error: 'The file does not parse.',
  unresolved_import: 'An import leads nowhere.',
  unresolved_link: 'A link leads nowhere.',
  missing_export: 'What is imported is not exported there.',
  duplicate_id: 'An id stands twice on one page.',
  invalid_manifest: 'A manifest has a field that is not valid.',
  unclosed_tag: 'A tag is not closed.',
  stray_end_tag: 'An end tag closes nothing.',
  assigned_constant: 'A constant is assigned to.',
  undefined_name: 'A name is used that nothing defines.',
  missing_element: 'A script looks for an element that no page has.',
  wrong_module_kind: 'A file uses import or require where there is only the other.',
  page_error: 'The opened page has reported an error.',
  blank_page: 'The opened page shows nothing.',
  failed_load: 'Something that the opened page needs cannot be loaded.',
  not_binary: 'The content is text, and the name is that of a binary file.',
} as const

export type FileCode = keyof typeof FILE_CODES

/** Everything that an answer does not do as its format says, and that is read all the same since it is unambiguous. */
export const MEND_CODES = {
  closing_tag: 'A block was closed in another way than the format says.',
  tag_spelling: 'A tag or an attribute was spelled in another way.',
  path_spelling: 'A path was written in another way than it is stored.',
  foreign_form: 'A block had the form of another tool.',
  code_fence: 'A code fence around a content was taken off.',
  untagged_file: 'A file stood in a code fence with its name beside it, or was the only one that it could be.',
  json_answer: 'The answer was JSON.',
  escaped_content: 'A content was escaped as HTML.',
  thinking: 'Thinking was left out.',
  command: 'A command was left out: nothing of an answer is executed.',
  plan_form: 'A plan was written in another way than the format says.',
  plan_entry: 'An entry of a plan was mended or left out.',
  continued: 'A file was too long for one answer, and was written in parts.',
  edit_match: 'An edit was found though its search text is not exactly that of the file.',
} as const

export type MendCode = keyof typeof MEND_CODES

/** Every reason for which something of a file is left out of the check. */
export const OMISSION_REASONS = {
  too_large: 'A part of it is too large to be read in one go.',
  too_complex: 'It takes more work than one check has.',
  unknown_syntax: 'Its syntax is beyond the parsers.',
  scripts_only: 'Only the scripts in it are checked.',
  no_parser: 'There is no parser for its kind.',
} as const

export type OmissionReason = keyof typeof OMISSION_REASONS

/** Where bad input stands (`["body", "name"]`) and what would be right there. */
export type ErrorDetail = { path: (string | number)[]; message: string }

/** The one error that reaches a caller: `message` is public, `cause` goes to the log only. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly status: number
  readonly details: ErrorDetail[] | undefined
  readonly retryAfterSeconds: number | undefined
  /** How to authenticate, where it is not with an access token. */
  readonly challenge: string | undefined

  constructor(
    code: ErrorCode,
    options: {
      message?: string
      details?: ErrorDetail[]
      retryAfterSeconds?: number
      challenge?: string
      cause?: unknown
    } = {},
  ) {
    const [status, message] = ERROR_CODES[code]
    super(options.message ?? message, { cause: options.cause })
    this.code = code
    this.status = status
    this.details = options.details
    this.challenge = options.challenge
    this.retryAfterSeconds = options.retryAfterSeconds ?? (status === 503 || code === 'too_many_calls' ? 5 : undefined)
  }
}

export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(ERROR_CODES, value)
}

/** The keys of an object whose type names them all. */
function typedKeys<T extends object>(value: T): (keyof T)[] {
  return Object.keys(value) as (keyof T)[]
}

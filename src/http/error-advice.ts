import { ERROR_CODES, type ErrorCode } from '../errors.ts'

/** What to do, where the message of a code does not say it itself. */
const ADVICE: Partial<Record<ErrorCode, string>> = {
  bad_request: 'Mend what `details` names, each with its place.',
  bad_archive: 'Mend the archive, or send the files one by one.',
  invalid_json: 'Send one JSON value, in UTF-8.',
  unknown_model: 'Ask for one of `GET /v1/models`.',
  invalid_credentials: 'Try others, or register.',
  budget_exceeded: 'Wait for the next month, or have the budget raised.',
  repository_refused: 'Mend what the details name: the address, the token, or what it may do.',
  account_suspended: 'Ask the operator.',
  mfa_required: '`GET /api/auth/mfa` names the factors; verifying gives a session that serves.',
  sign_ups_closed: 'Ask the operator for an invitation.',
  editor_needed: 'Ask the owner for the role `editor`.',
  owner_needed: 'Ask the owner.',
  model_not_allowed: 'Ask for another model, or use another key.',
  not_found: 'Look at the id: it may be gone, or belong to another account.',
  method_not_allowed: 'Use one of those that `Allow` names.',
  email_taken: 'Log in instead.',
  blob_missing: 'Send the file again.',
  no_conflict: 'Read the version: it may have been applied already.',
  stale_epoch: 'Nothing: the other process goes on.',
  precondition_failed: 'Read it again, and send its present ETag.',
  payload_too_large: 'Send less at a time.',
  client_closed_request: 'Nothing: nobody waits for the answer.',
  internal: 'Try again later; report it with the request id if it stays.',
  not_configured: 'Tell the operator.',
  provider_refused: 'Change what the message names.',
  provider_denied: 'Check the own key of that provider; else tell the operator.',
  provider_unavailable: 'Try again later, or ask another model.',
  provider_cut: 'Try again.',
  provider_invalid: 'Ask another model, and tell the operator.',
  provider_unprocessable: 'Change what the message names.',
  provider_quota: 'Bring an own key, ask another model, or tell the operator.',
  provider_timeout: 'Try again, or ask another model.',
  content_filter: 'Say it in another way, or ask another model.',
  model_not_found: 'Ask for another model, and tell the operator.',
  output_truncated: 'Ask for less at a time.',
}

/** What the code means, and what its receiver can do. */
export function explainError(code: ErrorCode): string {
  const [, message] = ERROR_CODES[code]
  const advice = ADVICE[code]
  return advice === undefined ? message : `${message} ${advice}`
}

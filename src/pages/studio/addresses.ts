// Where a person may be, as the part of an address behind #, so that it needs nothing of a server.

/** What the link of a mail for a forgotten password brings: the mail's own token, or that of a session which Auth has opened by it. */
export type ResetToken = { tokenHash: string } | { accessToken: string }
export type Route =
  | { page: 'home' }
  | { page: 'reset'; token: ResetToken | undefined }
  | { page: 'invitation'; token: string }
  | { page: 'settings' }
  | { page: 'operator' }
  | { page: 'project'; id: string; view: ProjectView }
/** What a link may lead to. */
export type Place = Exclude<Route, { page: 'reset' }>
export const PROJECT_VIEWS = ['chat', 'preview', 'code', 'versions', 'members'] as const
export type ProjectView = (typeof PROJECT_VIEWS)[number]

const PROJECT = /^#\/projects\/([0-9a-f-]{36})(?:\/(\w+))?$/
const INVITATION = /^#\/invitations\/([\w-]{1,200})$/

export function addressOf(place: Place): string {
  if (place.page === 'project') return `#/projects/${place.id}/${place.view}`
  if (place.page === 'invitation') return `#/invitations/${place.token}`
  return place.page === 'home' ? '#/' : `#/${place.page}`
}

export function readAddress(hash: string): Route {
  const reset = readReset(hash)
  if (reset !== undefined) return reset
  if (hash === '#/settings') return { page: 'settings' }
  if (hash === '#/operator') return { page: 'operator' }
  const [, token] = INVITATION.exec(hash) ?? []
  if (token !== undefined) return { page: 'invitation', token }
  const [, id, view] = PROJECT.exec(hash) ?? []
  if (id === undefined) return { page: 'home' }
  return { page: 'project', id, view: PROJECT_VIEWS.find((one) => one === view) ?? 'chat' }
}

/** `#/reset?token_hash=…` of a template that says so; `#access_token=…&type=recovery` or `#error=…` of the one Auth comes with. */
function readReset(hash: string): Route | undefined {
  const given = new URLSearchParams(hash.replace(/^#(?:\/reset\?)?/, ''))
  const [tokenHash, accessToken] = [given.get('token_hash'), given.get('access_token')]
  if (hash.startsWith('#/reset?') && tokenHash !== null) return { page: 'reset', token: { tokenHash } }
  if (accessToken !== null && given.get('type') === 'recovery') return { page: 'reset', token: { accessToken } }
  return given.has('error_code') ? { page: 'reset', token: undefined } : undefined
}

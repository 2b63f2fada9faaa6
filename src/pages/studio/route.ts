// Where a person is, in the part of the address behind #, so that it needs nothing of a server.
import { signal } from '@preact/signals'

/** What the link of a mail for a forgotten password brings: the mail's own token, or that of a session which Auth has opened by it. */
export type ResetToken = { tokenHash: string } | { accessToken: string }
export type Route =
  | { page: 'home' }
  | { page: 'reset'; token: ResetToken | undefined }
  | { page: 'settings' }
  | { page: 'operator' }
  | { page: 'project'; id: string; view: ProjectView }
export const PROJECT_VIEWS = ['chat', 'preview', 'code', 'versions'] as const
export type ProjectView = (typeof PROJECT_VIEWS)[number]

const PROJECT = /^#\/projects\/([0-9a-f-]{36})(?:\/(\w+))?$/

export const route = signal<Route>(readRoute())
addEventListener('hashchange', () => (route.value = readRoute()))

export function addressOf(route: Exclude<Route, { page: 'reset' }>): string {
  if (route.page !== 'project') return route.page === 'home' ? '#/' : `#/${route.page}`
  return `#/projects/${route.id}/${route.view}`
}

export function goTo(next: Parameters<typeof addressOf>[0]): void {
  location.hash = addressOf(next)
}

/** The same, where nobody is to come back: to a token that has served. */
export function leaveFor(next: Parameters<typeof addressOf>[0]): void {
  location.replace(addressOf(next))
}

function readRoute(): Route {
  const reset = readReset(location.hash)
  if (reset !== undefined) return reset
  if (location.hash === '#/settings') return { page: 'settings' }
  if (location.hash === '#/operator') return { page: 'operator' }
  const [, id, view] = PROJECT.exec(location.hash) ?? []
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

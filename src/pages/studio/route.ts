// Where a person is, in the part of the address behind #, so that it needs nothing of a server.
import { signal } from '@preact/signals'

export type Route =
  | { page: 'home' }
  | { page: 'settings' }
  | { page: 'operator' }
  | { page: 'project'; id: string; view: ProjectView }
export const PROJECT_VIEWS = ['chat', 'preview', 'code', 'versions'] as const
export type ProjectView = (typeof PROJECT_VIEWS)[number]

const PROJECT = /^#\/projects\/([0-9a-f-]{36})(?:\/(\w+))?$/

export const route = signal<Route>(readRoute())
addEventListener('hashchange', () => (route.value = readRoute()))

export function addressOf(route: Route): string {
  if (route.page !== 'project') return route.page === 'home' ? '#/' : `#/${route.page}`
  return `#/projects/${route.id}/${route.view}`
}

export function goTo(next: Route): void {
  location.hash = addressOf(next)
}

function readRoute(): Route {
  if (location.hash === '#/settings') return { page: 'settings' }
  if (location.hash === '#/operator') return { page: 'operator' }
  const [, id, view] = PROJECT.exec(location.hash) ?? []
  if (id === undefined) return { page: 'home' }
  return { page: 'project', id, view: PROJECT_VIEWS.find((one) => one === view) ?? 'chat' }
}

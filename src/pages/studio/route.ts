// Where the person is who looks at this page.
import { signal } from '@preact/signals'
import { addressOf, readAddress, type Place, type Route } from './addresses.ts'

export const route = signal<Route>(readAddress(location.hash))
addEventListener('hashchange', () => (route.value = readAddress(location.hash)))

export function goTo(next: Place): void {
  location.hash = addressOf(next)
}

/** The same, where nobody is to come back: to a token that has served. */
export function leaveFor(next: Place): void {
  location.replace(addressOf(next))
}

/** For somebody else to open. */
export function linkTo(place: Place): string {
  return location.origin + location.pathname + addressOf(place)
}

import type { AppContext } from './context.ts'

/** Where the API was asked: by https, too, where a proxy that is trusted says so. */
export function originOf(c: AppContext): string {
  const { protocol, host } = new URL(c.req.url)
  const told = c.get('config').TRUSTED_HOPS > 0 ? c.req.header('X-Forwarded-Proto') : undefined
  return `${told?.split(',', 1)[0]?.trim() === 'https' ? 'https:' : protocol}//${c.req.header('Host') ?? host}`
}

import { AppError } from '../errors.ts'
import type { AppContext } from './context.ts'

/** What may stand in a policy as it is. */
const PLAIN_HOST = /^[\w.[\]:-]{1,250}$/
const PLAIN_ORIGIN = /^https?:\/\/[\w.[\]:-]{1,250}$/

/** Where the API was asked: by https, too, where a proxy that is trusted says so. */
export function originOf(c: AppContext): string {
  const { protocol, host } = new URL(c.req.url)
  const told = c.get('config').TRUSTED_HOPS > 0 ? c.req.header('X-Forwarded-Proto') : undefined
  return `${told?.split(',', 1)[0]?.trim() === 'https' ? 'https:' : protocol}//${c.req.header('Host') ?? host}`
}

/** The page that asks, or else the API's own host: what may show in a frame what was asked for. @throws {AppError} bad_request */
export function frameAncestorOf(c: AppContext): string {
  const asking = c.req.header('Origin')
  if (asking !== undefined && PLAIN_ORIGIN.test(asking)) return asking
  // The host by any protocol, since a proxy may have taken the other off.
  const { host } = new URL(originOf(c))
  if (PLAIN_HOST.test(host)) return host
  throw new AppError('bad_request', { message: 'The Host header is not one by which pages are known.' })
}

import type { MiddlewareHandler } from 'hono'
import { AppError } from '../errors.ts'
import type { AppEnv } from './context.ts'

/** A name or an address, IPv6 in brackets, and perhaps a port. */
const HOST = /^(?:[\w.~!$&'()*+;=-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/**
 * Refuses a request for no host. Some servers put the header into the URL as it is: of `a/health?` a part becomes the
 * path that is served, which a proxy in front has not seen, and of others a URL that cannot be read.
 */
export const requirePlainHost: MiddlewareHandler<AppEnv> = async function requirePlainHost(c, next) {
  const host = c.req.header('Host')
  if ((host !== undefined && !HOST.test(host)) || !isPlain(c.req.url)) {
    throw new AppError('bad_request', { message: 'The Host header names no host, or the address is not valid.' })
  }
  await next()
}

function isPlain(url: string): boolean {
  return URL.canParse(url) && new URL(url).username === ''
}

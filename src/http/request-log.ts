import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { AppEnv } from './context.ts'

/** One line per request, when its answer begins. Paths are logged by route: ids and file names stay out. */
export const requestLog: MiddlewareHandler<AppEnv> = async function requestLog(c, next) {
  const start = performance.now()
  await next()
  c.get('log')('info', 'request', {
    method: c.req.method,
    route: routePath(c, -1),
    status: c.res.status,
    duration_ms: Math.round(performance.now() - start),
    caller_id: c.get('caller')?.userId,
    client_address: c.env?.clientAddress,
  })
}

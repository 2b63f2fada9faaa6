import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { LogLevel } from '../telemetry/log.ts'
import type { AppEnv } from './context.ts'

/**
 * One line and one span per request, when its answer begins. Paths are logged by route: ids and file names stay out.
 */
export const requestLog: MiddlewareHandler<AppEnv> = async function requestLog(c, next) {
  const start = performance.now()
  await next()
  const { method } = c.req
  const route = routePath(c, -1)
  const { status } = c.res
  const tracer = c.get('tracer')
  c.get('log')(levelOf(status), 'request', {
    method,
    route,
    status,
    duration_ms: Math.round(performance.now() - start),
    caller_id: c.get('caller')?.userId,
    client_address: c.env?.clientAddress,
    error_code: c.get('errorCode'),
    span_id: tracer.context.spanId,
    parent_span_id: tracer.context.parentId,
  })
  const attributes = { 'http.request.method': method, 'http.route': route, 'http.response.status_code': status }
  tracer.end({ name: `${method} ${route}`, kind: 'server', attributes }, status >= 500)
  c.get('defer')(tracer.flush())
}

/** 503 is what a service that is away, or a process that is about to end, is expected to cause. */
function levelOf(status: number): LogLevel {
  if (status === 503) return 'warn'
  return status >= 500 ? 'error' : 'info'
}

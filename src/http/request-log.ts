import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { traceOfDriver } from '../runs/run-trace.ts'
import type { LogLevel } from '../telemetry/log.ts'
import type { AppEnv } from './context.ts'
import { METHODS } from './meter-requests.ts'

/** A request that takes longer until its answer begins is kept in traces that are not sampled, too. */
const SLOW_REQUEST_MS = 10_000

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
  const run = c.get('run')
  c.get('log')(levelOf(status), 'request', {
    method,
    route,
    status,
    duration_ms: Math.round(performance.now() - start),
    caller_id: c.get('caller')?.userId,
    client_address: c.env?.clientAddress,
    run_id: run?.id,
    error_code: c.get('errorCode'),
    span_id: tracer.context.spanId,
    parent_span_id: tracer.context.parentId,
  })
  const knownMethod = METHODS.has(method) ? method : '_OTHER'
  const attributes = {
    'http.request.method': knownMethod,
    'http.route': route,
    'http.response.status_code': status,
    'error.type': status >= 500 ? (c.get('errorCode') ?? String(status)) : undefined,
    'samokoder.request.id': c.get('requestId'),
    'samokoder.run.id': run?.id,
  }
  const links = run === undefined ? [] : [traceOfDriver(c.get('config'), run)]
  const name = `${knownMethod === '_OTHER' ? 'HTTP' : method} ${route}`
  tracer.end({ name, kind: 'server', attributes, links, slowMs: SLOW_REQUEST_MS }, status >= 500)
  c.get('defer')(tracer.flush())
}

/** 503 is what a service that is away, or a process that is about to end, is expected to cause. */
function levelOf(status: number): LogLevel {
  if (status === 503) return 'warn'
  return status >= 500 ? 'error' : 'info'
}

import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { saveSamples } from '../services/metrics-store.ts'
import type { AppEnv } from './context.ts'

/** All others are one: a caller may make up as many as it likes. */
export const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** What platforms and scrapers ask every few seconds, of each process: nobody's traffic, and not worth a command. */
const PROBES = new Set(['/health', '/health/ready', '/metrics'])

/** Counts and times each request but for probes, after its answer; a dead Redis costs the figures only. */
export const meterRequests: MiddlewareHandler<AppEnv> = async function meterRequests(c, next) {
  const start = performance.now()
  await next()
  const path = routePath(c, -1)
  if (PROBES.has(path)) return
  const method = METHODS.has(c.req.method) ? c.req.method : 'other'
  // What matched no route is one series, or any caller could make as many as there are paths.
  const route = path.includes('*') ? 'none' : path
  const meter = c.get('meter')
  const labels = { method, route, status: String(c.res.status) }
  meter.count('samokoder_http_requests_total', labels)
  meter.observe('samokoder_http_request_duration_seconds', labels, (performance.now() - start) / 1000)
  c.get('defer')(saveSamples(c.get('config'), meter))
}

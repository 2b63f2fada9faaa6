// The hosts of previews have nothing of the API, and the API's host has no previews where these have hosts of their own.
import type { MiddlewareHandler } from 'hono'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { hasHosts, previewLabelOfHost, previewPath, PREVIEWS_PATH, readLabel } from '../preview/address.ts'
import { headersOf } from '../preview/headers.ts'
import { MAX_REPORT_BYTES, storeReport } from '../preview/page-problems.ts'
import { REPORT_PATH } from '../preview/reporter-script.ts'
import { servePreview } from '../preview/serve-preview.ts'
import { connectAsService } from '../services/supabase.ts'
import { limitTo } from './limit-body.ts'
import { readBody } from './read-body.ts'
import { replyError } from './error-reply.ts'
import { callTelemetryOf, type AppContext, type AppEnv } from './context.ts'

/** Answers what is asked of previews, and lets all else pass. */
export function servePreviews(config: Config): MiddlewareHandler<AppEnv> {
  return async function servePreviews(c, next) {
    if (!URL.canParse(c.req.url)) return next()
    const { host, pathname, search } = new URL(c.req.url)
    const label = previewLabelOfHost(config, c.req.header('Host') ?? host)
    if (label !== undefined) return serve(c, { label, base: '/', pathname, search })
    if (!hasHosts(config.PREVIEW_URL) && pathname.startsWith(PREVIEWS_PATH)) {
      const [, ofPath = '', rest] = /^([^/]*)(.*)$/.exec(pathname.slice(PREVIEWS_PATH.length)) ?? []
      // Without the slash, what the page names would be beside the preview and not in it.
      const base = previewPath(config, ofPath)
      if (rest === '') return c.redirect(base + search, 308)
      return serve(c, { label: ofPath, base, pathname: rest ?? '/', search })
    }
    await next()
  }
}

type Asked = { label: string; base: string; pathname: string; search: string }

async function serve(c: AppContext, asked: Asked): Promise<Response> {
  if (!c.get('api').some(({ name }) => name === 'previews')) return replyError(new AppError('not_found'), c)
  const isReport = asked.pathname === `/${REPORT_PATH}`
  if (isReport && c.req.method === 'POST') return takeReport(c, asked)
  if (!['GET', 'HEAD'].includes(c.req.method)) {
    const refusal = replyError(new AppError('method_not_allowed'), c)
    refusal.headers.set('Allow', isReport ? 'POST' : 'GET, HEAD')
    return refusal
  }
  const config = c.get('config')
  const database = connectAsService(config, callTelemetryOf(c))
  return servePreview({ config, database, headers: c.req.raw.headers, ...asked })
}

const limitReport = limitTo(MAX_REPORT_BYTES)

/** What a page tells of itself; it is told nothing. */
async function takeReport(c: AppContext, { label, base }: Asked): Promise<Response> {
  const config = c.get('config')
  const address = await readLabel(config, label)
  if (address !== undefined) {
    await limitReport(c, async () => {
      const text = new TextDecoder().decode(await readBody(c))
      await storeReport(connectAsService(config, callTelemetryOf(c)), address, text)
    })
  }
  return new Response(null, { status: 204, headers: headersOf({ base, frameAncestor: undefined }) })
}

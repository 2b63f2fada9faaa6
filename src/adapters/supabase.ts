// Supabase Edge Functions, as the function `api`. The platform passes on `/api/…` of `/functions/v1/api/…`, so that the
// API's own routes arrive as they are; those outside `/api` (/health, /docs …) arrive below `/api` and are put back.
import { openApp, withUrl } from './bindings.ts'

declare const Deno: {
  env: { toObject: () => Record<string, string> }
  serve: (handle: (request: Request) => Response | Promise<Response>) => unknown
}
declare const EdgeRuntime: { waitUntil: (work: Promise<unknown>) => void } | undefined

const BASE_PATH = '/functions/v1'
const OUTSIDE_API = /^\/api(?=\/(?:health|metrics|factors|openapi\.json|docs|previews|v1)(?:\/|$))/

const variables = Deno.env.toObject()
const served = openApp('supabase', {
  ...variables,
  // No secret may be named SUPABASE_…: these come from the platform, which may know them by their older names only.
  SUPABASE_PUBLISHABLE_KEY: variables['SUPABASE_PUBLISHABLE_KEY'] ?? variables['SUPABASE_ANON_KEY'],
  SUPABASE_SECRET_KEY: variables['SUPABASE_SECRET_KEY'] ?? variables['SUPABASE_SERVICE_ROLE_KEY'],
})

Deno.serve(async (request) => {
  const url = new URL(request.url)
  const path = url.pathname.replace(OUTSIDE_API, '')
  url.pathname = path
  const response = await served.fetch(withUrl(request, url.href), lastForwarded(request), keepAlive)
  const location = response.headers.get('Location')
  // Those of previews begin where PREVIEW_URL says.
  if (location?.startsWith('/api/') === true) response.headers.set('Location', BASE_PATH + location)
  return response
})

/** The gateway in front of the function is the one peer there is; it notes the caller last. */
function lastForwarded(request: Request): string | undefined {
  return request.headers.get('X-Forwarded-For')?.split(',').at(-1)?.trim()
}

function keepAlive(work: Promise<unknown>): void {
  if (typeof EdgeRuntime !== 'undefined') EdgeRuntime.waitUntil(work)
}

// Stands between every runtime and the backing services: counts what is asked, fails for callers who are named for it,
// and adds headers that must not reach a caller.
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { serveLocal } from '../../local/serve-local.ts'

/** What an upstream tells about itself; no caller may ever see it. */
export const UPSTREAM_SECRET = 'relation_profiles_at_10_0_0_7'

/** A file that the data API fails to give: an answer that has begun by then breaks off. */
export const LOST_FILE = 'a file that is lost'
const LOST_HASH = createHash('sha256').update(LOST_FILE).digest('hex')

export type Witness = {
  environment: { SUPABASE_URL: string; UPSTASH_REDIS_REST_URL: string }
  /** How often the live stream of a run was read. */
  readsOf: (runId: string) => number
  close: () => Promise<void>
}

type Handle = (request: Request, body: Buffer) => Response | undefined | Promise<Response | undefined>

export async function startWitness(services: Record<string, string>): Promise<Witness> {
  const reads = new Map<string, number>()
  const data = await forward(services['SUPABASE_URL'] ?? '', failForNamedCallers)
  const redis = await forward(services['UPSTASH_REDIS_REST_URL'] ?? '', (_request, body) => {
    const runId = /"xrange","samokoder:run:([0-9a-f-]{36}):events"/i.exec(body.toString())?.[1]
    if (runId !== undefined) reads.set(runId, (reads.get(runId) ?? 0) + 1)
    return undefined
  })
  return {
    environment: { SUPABASE_URL: data.url, UPSTASH_REDIS_REST_URL: redis.url },
    readsOf: (runId) => reads.get(runId) ?? 0,
    close: async () => {
      await data.close()
      await redis.close()
    },
  }
}

function forward(target: string, intercept: Handle) {
  return serveLocal(0, async (request) => {
    const body = Buffer.from(await request.arrayBuffer())
    const answer = (await intercept(request, body)) ?? (await pass(target, request, body))
    const bytes = Buffer.from(await answer.arrayBuffer())
    const headers = new Headers(answer.headers)
    // The framing is this server's own.
    for (const name of ['Content-Length', 'Transfer-Encoding']) headers.delete(name)
    headers.set('X-Upstream-Internal', UPSTREAM_SECRET)
    const empty = answer.status === 204 || request.method === 'HEAD'
    if (!empty) headers.set('Content-Encoding', 'gzip')
    return new Response(empty ? null : gzipSync(bytes), { status: answer.status, headers })
  })
}

async function pass(target: string, request: Request, body: Buffer): Promise<Response> {
  const { pathname, search } = new URL(request.url)
  const headers = new Headers(request.headers)
  for (const name of ['host', 'connection', 'content-length', 'accept-encoding', 'transfer-encoding'])
    headers.delete(name)
  return fetch(target + pathname + search, {
    method: request.method,
    headers,
    ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
  })
}

/**
 * A caller whose address begins with `down-` finds no service, one with `broken-`, or who asks for the lost file, a
 * service that reveals itself.
 */
async function failForNamedCallers(request: Request, body: Buffer): Promise<Response | undefined> {
  const token = request.headers.get('Authorization')?.split('.')[1] ?? ''
  const named = Buffer.from(token, 'base64url').toString() + body.toString()
  if (named.includes('"down-')) return new Response(UPSTREAM_SECRET, { status: 503 })
  const isLost = request.method === 'GET' && request.url.includes('/blobs') && request.url.includes(LOST_HASH)
  if (!named.includes('"broken-') && !isLost) return undefined
  // Gives what was written before it the time to arrive: a connection that breaks at once takes it along.
  if (isLost) await pause(300)
  return Response.json(
    { code: 'XX000', message: UPSTREAM_SECRET, details: UPSTREAM_SECRET, hint: null },
    { status: 500 },
  )
}

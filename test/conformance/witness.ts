// Stands between every runtime and the backing services: counts what is asked, fails for callers who are named for it,
// and adds headers that must not reach a caller.
import { createHash, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { serveLocal } from '../../local/serve-local.ts'

/** What an upstream tells about itself; no caller may ever see it. */
export const UPSTREAM_SECRET = 'relation_profiles_at_10_0_0_7'

export type Witness = {
  environment: { SUPABASE_URL: string; UPSTASH_REDIS_REST_URL: string }
  /** When the live stream of a run was last read, on the clock of `performance`. */
  lastReadOf: (runId: string) => number | undefined
  /** Content of a file that the data API will fail to give; who asks for it waits until `fail` is called. */
  loseFile: () => { content: string; fail: () => void }
  close: () => Promise<void>
}

type Handle = (request: Request, body: Buffer) => Response | undefined | Promise<Response | undefined>

export async function startWitness(services: Record<string, string>): Promise<Witness> {
  const reads = new Map<string, number>()
  const lost = new Map<string, Promise<void>>()
  const data = await forward(services['SUPABASE_URL'] ?? '', async (request, body) => {
    const isBlobs = request.method === 'GET' && request.url.includes('/blobs')
    const failing = isBlobs ? [...lost].find(([hash]) => request.url.includes(hash)) : undefined
    await failing?.[1]
    return failing === undefined ? failForNamedCallers(request, body) : breakDown()
  })
  const redis = await forward(services['UPSTASH_REDIS_REST_URL'] ?? '', (_request, body) => {
    const runId = /"xr(?:ange|ead)"[^\]]*?([0-9a-f]{8}-[0-9a-f-]{27})/i.exec(body.toString())?.[1]
    if (runId !== undefined) reads.set(runId, performance.now())
    return undefined
  })
  return {
    environment: { SUPABASE_URL: data.url, UPSTASH_REDIS_REST_URL: redis.url },
    lastReadOf: (runId) => reads.get(runId),
    loseFile: () => {
      const content = `a file that is lost: ${randomUUID()}`
      const failing = Promise.withResolvers<void>()
      lost.set(createHash('sha256').update(content).digest('hex'), failing.promise)
      return { content, fail: () => failing.resolve() }
    },
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

/** A caller whose address begins with `down-` finds no service, and one with `broken-` a service that reveals itself. */
function failForNamedCallers(request: Request, body: Buffer): Response | undefined {
  const token = request.headers.get('Authorization')?.split('.')[1] ?? ''
  const named = Buffer.from(token, 'base64url').toString() + body.toString()
  if (named.includes('"down-')) return new Response(UPSTREAM_SECRET, { status: 503 })
  return named.includes('"broken-') ? breakDown() : undefined
}

function breakDown(): Response {
  return Response.json(
    { code: 'XX000', message: UPSTREAM_SECRET, details: UPSTREAM_SECRET, hint: null },
    { status: 500 },
  )
}

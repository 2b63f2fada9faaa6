// An HTTP server in front of a backing service. It sends everything on as it comes, and counts what was asked.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { forwardRequest } from './forward.ts'

export type Tally = {
  /** HTTP requests. */
  requests: number
  /** What they asked, and how often: one request may ask several things, or nothing that counts. */
  asked: ReadonlyMap<string, number>
}

export type CountingProxy = {
  url: string
  /** All so far. What is answered has been counted. */
  tally: () => Tally
  close: () => Promise<void>
}

type Asked = { method: string; path: string; body: string }

/** In front of Redis over REST: counts commands, by name. A pipeline of n is n. */
export function countRedis(url: string): Promise<CountingProxy> {
  return startCountingProxy(url, commandsOf)
}

/** In front of Supabase: counts calls of the data API, by method and path without the query; accounts are another API. */
export function countData(url: string): Promise<CountingProxy> {
  return startCountingProxy(url, ({ method, path }) => (path.startsWith('/rest/v1/') ? [`${method} ${path}`] : []))
}

export function totalOf({ asked }: Tally): number {
  return [...asked.values()].reduce((sum, times) => sum + times, 0)
}

/** What was asked after `before`, which is an earlier tally of the same proxy. */
export function tallySince(before: Tally, after: Tally): Tally {
  const added = [...after.asked].map(([name, times]) => [name, times - (before.asked.get(name) ?? 0)] as const)
  return { requests: after.requests - before.requests, asked: new Map(added.filter(([, times]) => times > 0)) }
}

async function startCountingProxy(target: string, namesIn: (asked: Asked) => string[]): Promise<CountingProxy> {
  const { origin, pathname } = new URL(target)
  const asked = new Map<string, number>()
  let requests = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.once('end', () => {
      requests += 1
      const body = Buffer.concat(chunks).toString('utf8')
      for (const name of namesIn({ method: request.method ?? '', path: pathOf(request), body })) {
        asked.set(name, (asked.get(name) ?? 0) + 1)
      }
    })
    forwardRequest(request, response, origin)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname === '/' ? '' : pathname}`,
    tally: () => ({ requests, asked: new Map(asked) }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/'
}

/** By the Upstash REST protocol: one command in the body or the path, or many in the body. */
function commandsOf({ path, body }: Asked): string[] {
  if (path === '/pipeline' || path === '/multi-exec') return (JSON.parse(body) as unknown[][]).map(nameOf)
  return [nameOf(path === '/' ? (JSON.parse(body) as unknown[]) : path.slice(1).split('/'))]
}

function nameOf([name]: unknown[]): string {
  return String(name).toUpperCase()
}

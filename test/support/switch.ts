// A switch in front of a backing service: it is turned off and on again while the service keeps its data.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { forwardRequest } from './forward.ts'

/** How a service is out: nothing listens, it takes connections and is silent, or a gateway answers in its place. */
export const OUTAGES = ['refuses', 'hangs', 'is behind a gateway that fails'] as const
export type Outage = (typeof OUTAGES)[number]

export type Switch = {
  url: string
  /** Turns off what stands below `path`, calls under way included. */
  stop: (outage: Outage, path?: string) => Promise<void>
  /** The service is back on the same port, and knows nothing of calls that it never answered. */
  restart: () => Promise<void>
  close: () => Promise<void>
}

type Off = { outage: Outage; path: string }
type Exchange = { path: string; response: ServerResponse; answer: IncomingMessage | undefined; lost: boolean }

export async function startSwitch(target: string): Promise<Switch> {
  const { origin, pathname } = new URL(target)
  const open = new Set<Exchange>()
  let off: Off | undefined

  const server = createServer((request, response) => {
    const exchange: Exchange = { path: request.url ?? '/', response, answer: undefined, lost: false }
    open.add(exchange)
    response.once('close', () => open.delete(exchange))
    if (off !== undefined && exchange.path.startsWith(off.path)) return fail(exchange, off.outage)
    forwardRequest(request, response, origin, (answer) => {
      exchange.answer = answer
      // The service may have done what was asked; nobody will know.
      return !exchange.lost
    })
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  const unlisten = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}${pathname === '/' ? '' : pathname}`,
    stop: async (outage, path = '/') => {
      off = { outage, path }
      if (outage === 'refuses' && path === '/') return unlisten()
      for (const exchange of open) if (exchange.path.startsWith(path)) fail(exchange, outage)
    },
    restart: async () => {
      if (off === undefined) return
      const { path } = off
      off = undefined
      for (const { path: asked, response } of open) if (asked.startsWith(path)) response.destroy()
      if (!server.listening) await listen(port)
    },
    close: unlisten,
  }
}

function fail(exchange: Exchange, outage: Outage): void {
  const { response, answer } = exchange
  exchange.lost = true
  answer?.unpipe(response)
  if (outage === 'hangs') return
  if (outage === 'refuses' || response.headersSent) return void response.destroy()
  // Cloudflare, in front of hosted services, has its own statuses; its body is a page.
  response.writeHead(522, { 'Content-Type': 'text/html' })
  response.end('<!doctype html>\n<title>Connection timed out</title>\n')
}

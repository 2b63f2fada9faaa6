import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'

export type LocalServer = { url: string; port: number; close: () => Promise<void> }

/** Serves a fetch handler on loopback only; port 0 picks a free one. */
export async function serveLocal(
  port: number,
  handle: (request: Request, peerAddress: string | null) => Response | Promise<Response>,
): Promise<LocalServer> {
  const server = createAdaptorServer({
    fetch: (request, env) => handle(request, (env as HttpBindings).incoming.socket.remoteAddress ?? null),
  }) as Server
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

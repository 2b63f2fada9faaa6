import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Serves a platform that is not a server itself, on a free port that it prints as the other runtimes do. */
export async function serveFront(handle: (request: Request, peer: string) => Promise<Response>): Promise<void> {
  const server = createAdaptorServer({
    fetch: (request, env) => handle(request, (env as HttpBindings).incoming.socket.remoteAddress ?? ''),
  }) as Server
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ message: 'listening', port })}\n`)
  process.once('SIGTERM', () => process.exit(0))
}

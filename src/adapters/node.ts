import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as NetServer, type AddressInfo } from 'node:net'
import { runProcess, urlOf } from './process.ts'

/** How long a connection without a request stays open after SIGTERM: one may be on its way. */
const LINGER_MS = 1000

await runProcess('node', async ({ config, fetch }, defer) => {
  let closing = false
  const server = createAdaptorServer({
    fetch: async (request, { incoming }) => {
      const response = await fetch(request, (incoming as HttpBindings['incoming']).socket.remoteAddress, defer)
      if (closing) response.headers.set('Connection', 'close')
      return response
    },
  }) as Server
  server.listen(config.PORT, config.HOST)
  await once(server, 'listening')
  const { address, port } = server.address() as AddressInfo
  return {
    at: { url: urlOf(address, port), port },
    close: async () => {
      closing = true
      const closed = once(server, 'close')
      // The HTTP server's own close() would cut idle connections at once, and with them a request that is on its way.
      NetServer.prototype.close.call(server)
      const lingering = setInterval(() => server.closeIdleConnections(), LINGER_MS)
      await closed
      clearInterval(lingering)
    },
  }
})

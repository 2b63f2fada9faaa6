import { createAdaptorServer, type HttpBindings } from '@hono/node-server'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Defer, Served } from './bindings.ts'
import { nodeNetwork } from './node-network.ts'
import { chooseByProxy } from './node-post.ts'
import { runProcess, urlOf, type Listener } from './process.ts'

await runProcess('node', listen, { ...nodeNetwork, ...chooseByProxy() })

async function listen({ config, fetch }: Served, defer: Defer): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: (request, { incoming }) =>
      fetch(request, (incoming as HttpBindings['incoming']).socket.remoteAddress, defer),
  }) as Server
  server.listen(config.PORT, config.HOST)
  await once(server, 'listening')
  const { address, port } = server.address() as AddressInfo
  return {
    at: { url: urlOf(address, port), port },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      await closed
    },
  }
}

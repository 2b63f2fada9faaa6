import { runProcess, urlOf } from './process.ts'

type BunServer = {
  hostname: string
  port: number
  requestIP: (request: Request) => { address: string } | null
  /** Takes no new connection and waits for those that are open. */
  stop: () => Promise<void>
}
declare const Bun: {
  serve: (options: {
    hostname: string
    port: number
    idleTimeout: number
    fetch: (request: Request, server: BunServer) => Response | Promise<Response>
  }) => BunServer
}

await runProcess('bun', ({ config, fetch }, defer) => {
  const server = Bun.serve({
    hostname: config.HOST,
    port: config.PORT,
    // Bun would close an event stream that is silent for ten seconds.
    idleTimeout: 0,
    fetch: (request, server) => fetch(request, server.requestIP(request)?.address, defer),
  })
  return { at: { url: urlOf(server.hostname, server.port), port: server.port }, close: () => server.stop() }
})

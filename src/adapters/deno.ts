import { runProcess, urlOf } from './process.ts'

type Address = { hostname: string; port: number }
declare const Deno: {
  serve: (
    options: { hostname: string; port: number; onListen: () => void },
    handle: (request: Request, info: { remoteAddr: Address }) => Response | Promise<Response>,
  ) => { addr: Address; shutdown: () => Promise<void> }
}

await runProcess('deno', ({ config, fetch }, defer) => {
  const server = Deno.serve(
    // Without it, Deno prints a line of its own on stdout.
    { hostname: config.HOST, port: config.PORT, onListen: () => undefined },
    (request, { remoteAddr }) => fetch(request, remoteAddr.hostname, defer),
  )
  const { hostname, port } = server.addr
  return { at: { url: urlOf(hostname, port), port }, close: () => server.shutdown() }
})
